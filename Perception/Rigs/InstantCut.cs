namespace Perception.Rigs;

/// <summary>What an assembler has come to.</summary>
public enum InstantCut
{
    /// <summary>No frame waits.</summary>
    Nothing,

    /// <summary>An instant is open and waits for a camera.</summary>
    Waiting,

    /// <summary>An instant was closed and given out.</summary>
    Closed,
}
