using System.ComponentModel.DataAnnotations;

namespace Perception.Pipeline;

/// <summary>How frames of several cameras share runs of a network that takes several images.</summary>
public sealed record BatchOptions
{
    /// <summary>How long a frame waits for others that are on their way to the same network.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the end of the program waits for the run that is under way; then it is asked to end, and no longer waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
