namespace Training.Optimisation;

/// <summary>What a checkpoint knows beside the weights.</summary>
public sealed record TrainingState
{
    public required string Architecture { get; init; }

    public required int Classes { get; init; }

    /// <summary>Steps taken.</summary>
    public required long Step { get; init; }

    /// <summary>Steps planned.</summary>
    public required long Steps { get; init; }

    public required long Seed { get; init; }

    /// <summary>Data and options of the run, by name; null in a checkpoint that does not tell.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>Images seen.</summary>
    public required long Images { get; init; }

    /// <summary>Seconds of training, loading and validating included.</summary>
    public required double Seconds { get; init; }
}
