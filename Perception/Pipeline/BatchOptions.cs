using System.ComponentModel.DataAnnotations;

namespace Perception.Pipeline;

/// <summary>How frames of several cameras share runs of a network that takes several images.</summary>
public sealed record BatchOptions
{
    /// <summary>How long a frame waits for others that are on their way to the same network.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(5);
}
