using Fusion.Ranging;
using Fusion.Tracking;

namespace Evaluation.Replay;

/// <summary>The tracker's fixed parameters for each family of data sets, as far as they differ from the service's; found as docs/tracking.md tells.</summary>
public static class ReplayConfigurations
{
    /// <summary>KITTI tracking: 10 Hz, detectors trained on KITTI's labels; the camera finds the objects, lidar continues them.</summary>
    public static ReplayConfiguration Kitti { get; } = KittiWith(new RangedOptions { BirthScore = 1, Gate = 0.5f });

    /// <summary>KITTI tracking with lidar objects alone.</summary>
    public static ReplayConfiguration KittiLidar { get; } = KittiWith(new RangedOptions());

    /// <summary>MOTChallenge: pedestrians at 14 to 30 Hz, truth that goes on beyond the image's border.</summary>
    public static ReplayConfiguration Mot { get; } = new()
    {
        Tracker = new TrackerOptions { Pedestrian = new GroupOptions { EvidenceZero = 0.45f, CentreAcceleration = 0.6 } },
    };

    private static ReplayConfiguration KittiWith(RangedOptions ranged)
    {
        GroupOptions person = new() { EvidenceZero = 0.45f };
        return new ReplayConfiguration
        {
            Tracker = new TrackerOptions
            {
                MotorVehicle = GroupOptions.Vehicle with
                {
                    MomentumWeight = 0,
                    EvidenceGain = 10,
                    EvidenceZero = 0.15f,
                    LostTimeout = TimeSpan.FromSeconds(3),
                },
                Pedestrian = person,
                TwoWheeler = person,
                Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid },
                Ranged = ranged,
            },
            IsClipped = true,
            RangedScoreCentre = 1,
            RangedScoreScale = 2,
            RangedSigma = 0.5,
        };
    }
}
