namespace Perception.Inference;

/// <summary>What the guard does about networks' answers to the <see cref="GoldenFrame"/>.</summary>
public enum GuardMode
{
    /// <summary>Compares where an answer is stored; says so where none is.</summary>
    Check,

    /// <summary>Refuses a network without a stored answer.</summary>
    Require,

    /// <summary>Compares nothing.</summary>
    Off,
}
