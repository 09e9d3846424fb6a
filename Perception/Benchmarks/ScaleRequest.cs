using System.ComponentModel.DataAnnotations;
using Perception.Pipeline;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench scale</c> measures: one sweep over cameras, one over subscribers.</summary>
public sealed record ScaleRequest
{
    /// <summary>Opens the drive at its first frame; the caller disposes it.</summary>
    public required Func<IRecordedSource> OpenDrive { get; init; }

    /// <summary>Loads the networks for so many cores; the caller disposes them.</summary>
    public required Func<int, NetworkSet> LoadNetworks { get; init; }

    /// <summary>Numbers of cameras, each one playing the drive in a loop at its rate; none leaves the sweep out.</summary>
    public IReadOnlyList<int> Cameras { get; init; } = [1, 2, 4, 8];

    /// <summary>Numbers of subscribers, with one camera; none leaves the sweep out.</summary>
    public IReadOnlyList<int> Subscribers { get; init; } = [1, 4, 16, 64];

    /// <summary>Whether several cameras are one rig, or each a source by itself.</summary>
    public bool IsRig { get; init; }

    /// <summary>How long each number is measured, after a warm-up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is not counted at the beginning of each.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);
}
