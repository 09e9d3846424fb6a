using MessagePack;

namespace Perception.Client;

/// <summary>The nearest vehicle in the ego lane.</summary>
[MessagePackObject]
public sealed class LeadMessage
{
    /// <summary>Which of <see cref="WorldMessage.Tracks"/> it is.</summary>
    [Key(0)]
    public int TrackId { get; set; }

    /// <summary>Ego-frame X of its nearest face, metres; null without a calibration.</summary>
    [Key(1)]
    public double? Range { get; set; }

    /// <summary>Standard deviation of <see cref="Range"/>, metres.</summary>
    [Key(2)]
    public double? RangeSigma { get; set; }

    /// <summary>Distance from the camera along the optical axis to that face, metres; null without a calibration.</summary>
    [Key(3)]
    public double? CameraDepth { get; set; }

    /// <summary>How fast the range shrinks, m/s, positive when closing; null without a calibration.</summary>
    [Key(4)]
    public double? ClosingSpeed { get; set; }

    /// <summary>Standard deviation of <see cref="ClosingSpeed"/>, m/s.</summary>
    [Key(5)]
    public double? ClosingSpeedSigma { get; set; }

    /// <summary>The track's <see cref="TrackMessage.TimeToCollision"/>, seconds: null also while it closes by no more than the closing speed's standard deviation.</summary>
    [Key(6)]
    public double? TimeToCollision { get; set; }

    /// <summary>Standard deviation of <see cref="TimeToCollision"/>, seconds.</summary>
    [Key(7)]
    public double? TimeToCollisionSigma { get; set; }
}
