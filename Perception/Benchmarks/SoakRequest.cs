using System.ComponentModel.DataAnnotations;
using Perception.Pipeline;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench soak</c> runs.</summary>
public sealed record SoakRequest
{
    /// <summary>Opens the drive so that it never ends; the caller disposes it.</summary>
    public required Func<IFrameSource> OpenDrive { get; init; }

    /// <summary>Loads the networks and says how the cores are shared; the caller disposes them.</summary>
    public required Func<(NetworkSet Networks, ThreadBudget Budget)> LoadNetworks { get; init; }

    public Pace Pace { get; init; } = Pace.Realtime;

    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How far samples lie apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Share of the run that the figures leave out: memory grows to its size in it.</summary>
    [Range(0, 0.9)]
    public double WarmUpShare { get; init; } = 0.1;

    /// <summary>How many subscribers listen, each in a process of its own.</summary>
    [Range(0, 64)]
    public int Subscribers { get; init; } = 1;
}
