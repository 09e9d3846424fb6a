using Fusion.Ranging;
using Fusion.Tracking;

namespace Evaluation.Replay;

/// <summary>The tracker's fixed parameters for each family of data sets; found as docs/tracking.md tells.</summary>
public static class ReplayConfigurations
{
    /// <summary>KITTI tracking: 10 Hz, detectors trained on KITTI's labels.</summary>
    public static ReplayConfiguration Kitti { get; } = new()
    {
        Tracker = new TrackerOptions
        {
            MotorVehicle = KittiVehicle(),
            Pedestrian = KittiPedestrian(),
            TwoWheeler = KittiPedestrian(),
            Other = KittiPedestrian(),
            Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid },
            Ranged = new RangedOptions
            {
                BirthScore = 0.86f,
                EvidenceZero = 0.47f,
                ContinueScore = 0.02f,
                Gate = 0.5f,
                NearnessScale = 0.88,
                OverlapWeight = 0.64f,
                BoxTrust = 0.1,
                SecondBoxTrust = 0.6,
                BirthOverlap = 0.48f,
                MinimumScore = 0.16f,
                EvidenceGain = 0,
            },
        },
        Coasting = Coasting(vehicle: 0, pedestrian: 0.13),
        IsClipped = true,
        RangedScoreCentre = 3.4,
        RangedScoreScale = 4,
        RangedSigma = 0.92,
    };

    /// <summary>KITTI tracking with lidar objects alone: they confirm tracks by themselves, and nothing here was searched for.</summary>
    public static ReplayConfiguration KittiLidar { get; } = Kitti with
    {
        Tracker = new TrackerOptions
        {
            MotorVehicle = KittiVehicle(),
            Pedestrian = KittiPedestrian(),
            TwoWheeler = KittiPedestrian(),
            Other = KittiPedestrian(),
            Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid },
        },
        Coasting = Coasting(vehicle: 0.1, pedestrian: 0.1),
        RangedScoreCentre = 1,
        RangedScoreScale = 2,
        RangedSigma = 0.5,
    };

    /// <summary>MOTChallenge: pedestrians at 14 to 30 Hz, truth that goes on beyond the image's border.</summary>
    public static ReplayConfiguration Mot { get; } = new()
    {
        Tracker = new TrackerOptions
        {
            Pedestrian = new GroupOptions
            {
                MinimumScore = 0.28f,
                HighScore = 0.45f,
                BirthScore = 0.45f,
                BirthOverlap = 0.49f,
                EvidenceGain = 4.6f,
                EvidenceZero = 0.5f,
                MissEvidence = 1.8f,
                ConfirmEvidence = 2.9f,
                MaximumEvidence = 23.5f,
                TentativeTimeout = TimeSpan.FromSeconds(0.18),
                LostTimeout = TimeSpan.FromSeconds(1.5),
                FirstGate = 0.21f,
                SecondGate = 0.57f,
                ThirdGate = 0.43f,
                Buffer = 0.15f,
                MomentumWeight = 0.088f,
                HeightPower = 1.8f,
                ScoreWeight = 0,
                LostHandicap = 0,
                TentativeHandicap = 0.018f,
                BoxNoise = 0.04,
                ScoreNoise = 2.6,
                InitialBoxVelocity = 1.4,
                CentreAcceleration = 0.11,
                SizeAcceleration = 0.079,
            },
        },
        Coasting = Coasting(vehicle: 0, pedestrian: 0),
    };

    private static GroupOptions KittiVehicle() => new()
    {
        MinimumScore = 0.05f,
        HighScore = 0.12f,
        BirthScore = 0.17f,
        BirthOverlap = 0.55f,
        EvidenceGain = 12,
        EvidenceZero = 0,
        MissEvidence = 0.2f,
        ConfirmEvidence = 2.8f,
        MaximumEvidence = 5.3f,
        TentativeTimeout = TimeSpan.FromSeconds(0.25),
        LostTimeout = TimeSpan.FromSeconds(3.1),
        FirstGate = 0.23f,
        SecondGate = 0.21f,
        ThirdGate = 0.3f,
        Buffer = 0.15f,
        MomentumWeight = 0.075f,
        HeightPower = 1.3f,
        ScoreWeight = 0.38f,
        LostHandicap = 0.034f,
        TentativeHandicap = 0.018f,
        BoxNoise = 0.029,
        ScoreNoise = 2.7,
        InitialBoxVelocity = 4.3,
        CentreAcceleration = 1.8,
        SizeAcceleration = 1.1,
    };

    private static GroupOptions KittiPedestrian() => new()
    {
        MinimumScore = 0.31f,
        HighScore = 0.47f,
        BirthScore = 0.11f,
        BirthOverlap = 0.75f,
        EvidenceGain = 3.5f,
        EvidenceZero = 0.5f,
        MissEvidence = 2.1f,
        ConfirmEvidence = 1.3f,
        MaximumEvidence = 6,
        TentativeTimeout = TimeSpan.FromSeconds(0.54),
        LostTimeout = TimeSpan.FromSeconds(1.7),
        FirstGate = 0.27f,
        SecondGate = 0.05f,
        ThirdGate = 0.4f,
        Buffer = 0.24f,
        MomentumWeight = 0.006f,
        HeightPower = 0.15f,
        ScoreWeight = 0.34f,
        LostHandicap = 0.2f,
        TentativeHandicap = 0.16f,
        BoxNoise = 0.052,
        ScoreNoise = 4.3,
        InitialBoxVelocity = 5,
        CentreAcceleration = 3.1,
        SizeAcceleration = 0.19,
    };

    private static Dictionary<ObjectGroup, TimeSpan> Coasting(double vehicle, double pedestrian) => new()
    {
        [ObjectGroup.MotorVehicle] = TimeSpan.FromSeconds(vehicle),
        [ObjectGroup.Pedestrian] = TimeSpan.FromSeconds(pedestrian),
        [ObjectGroup.TwoWheeler] = TimeSpan.FromSeconds(pedestrian),
    };
}
