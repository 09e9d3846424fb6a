using System.ComponentModel.DataAnnotations;
using Fusion.Ranging;
using Sensors;

namespace Fusion.Tracking;

/// <summary>Everything that decides how tracks are started, continued and ended. Immutable; validated by <see cref="Validate"/>.</summary>
public sealed class TrackerOptions
{
    /// <summary>Cars, vans, trucks, buses.</summary>
    public GroupOptions MotorVehicle { get; init; } = GroupOptions.Vehicle;

    /// <summary>Bicycles and motorcycles.</summary>
    public GroupOptions TwoWheeler { get; init; } = new();

    public GroupOptions Pedestrian { get; init; } = new();

    /// <summary>Everything else.</summary>
    public GroupOptions Other { get; init; } = new();

    /// <summary>After a longer gap between frames all tracks are removed: nothing can be said of what happened meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan MaximumGap { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Detections of two classes of one group (car and truck, say) that overlap by this intersection over union are one object.</summary>
    [Range(0.0, 1.0)]
    public float SameObjectOverlap { get; init; } = 0.7f;

    /// <summary>Share of the class votes that is kept from frame to frame.</summary>
    [Range(0.0, 1.0)]
    public float ClassMemory { get; init; } = 0.95f;

    /// <summary>By what share another class's votes must exceed those of a track's present class before the track takes it.</summary>
    [Range(0.0, 10.0)]
    public float ClassLead { get; init; } = 0.2f;

    /// <summary>Also follow traffic lights and signs.</summary>
    public bool TrackTrafficControls { get; init; }

    /// <summary>A track that is not seen is removed once less than this share of its predicted box's width or height lies in the image.</summary>
    [Range(0.0, 1.0)]
    public float MinimumVisibleShare { get; init; } = 0.5f;

    /// <summary>How far a closing rate must lie above its own uncertainty before a time to collision is given, standard deviations.</summary>
    [Range(0.0, 10.0)]
    public double ClosingSignificance { get; init; } = 1;

    /// <summary>Longest time to collision that is given.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaximumTimeToCollision { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Ego motion beyond these bounds (m/s, rad/s) is not believed.</summary>
    [Range(1.0, 1000.0)]
    public double MaximumEgoSpeed { get; init; } = 150;

    /// <inheritdoc cref="MaximumEgoSpeed"/>
    [Range(0.1, 100.0)]
    public double MaximumYawRate { get; init; } = 10;

    /// <summary>The most tracks followed at a time; memory for them is taken at the start.</summary>
    [Range(1, 65536)]
    public int MaximumTracks { get; init; } = 512;

    /// <summary>The most detections taken from a frame; the rest (lowest scores) is counted and left out.</summary>
    [Range(1, 65536)]
    public int MaximumDetections { get; init; } = 1024;

    public RangingOptions Ranging { get; init; } = new();

    /// <summary>Object lists of lidar and radar.</summary>
    public RangedOptions Ranged { get; init; } = new();

    /// <summary>Checks every option against its range.</summary>
    /// <exception cref="TrackerOptionsException">An option is out of range.</exception>
    public void Validate()
    {
        Check(this);
        Check(MotorVehicle);
        Check(TwoWheeler);
        Check(Pedestrian);
        Check(Other);
        Check(Ranging);
        Check(Ranged);
    }

    /// <summary>The options of a group.</summary>
    public GroupOptions Of(ObjectGroup group) => group switch
    {
        ObjectGroup.MotorVehicle => MotorVehicle,
        ObjectGroup.TwoWheeler => TwoWheeler,
        ObjectGroup.Pedestrian => Pedestrian,
        _ => Other,
    };

    private static void Check(object options)
    {
        if (OptionRanges.Faults(options) is [ValidationResult fault, ..])
        {
            throw new TrackerOptionsException($"{options.GetType().Name}: {fault.ErrorMessage}");
        }
    }
}
