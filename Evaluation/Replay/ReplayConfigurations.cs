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
                ContinueScore = 0.23f,
                Gate = 0.47f,
                NearnessScale = 0.94,
                OverlapWeight = 0.63f,
                BoxTrust = 0.15,
                BirthOverlap = 0.36f,
                MinimumScore = 0.33f,
                EvidenceGain = 3,
            },
        },
        Coasting = Coasting(vehicle: 0.077, pedestrian: 0.11),
        IsClipped = true,
        RangedScoreCentre = 3.4,
        RangedScoreScale = 4,
        RangedSigma = 0.35,
    };

    /// <summary>MOTChallenge: pedestrians at 14 to 30 Hz, truth that goes on beyond the image's border.</summary>
    public static ReplayConfiguration Mot { get; } = new()
    {
        Tracker = new TrackerOptions
        {
            Pedestrian = new GroupOptions
            {
                MinimumScore = 0.28f,
                BirthOverlap = 0.43f,
                EvidenceGain = 4.4f,
                EvidenceZero = 0.19f,
                MissEvidence = 2,
                ConfirmEvidence = 2.9f,
                MaximumEvidence = 16.7f,
                TentativeTimeout = TimeSpan.FromSeconds(0.23),
                FirstGate = 0.21f,
                SecondGate = 0.57f,
                ThirdGate = 0.43f,
                MomentumWeight = 0.088f,
                HeightPower = 0,
                ScoreWeight = 0,
                TentativeHandicap = 0.26f,
                InitialBoxVelocity = 1.4,
                CentreAcceleration = 0.11,
                SizeAcceleration = 0.079,
            },
        },
        Coasting = Coasting(vehicle: 0, pedestrian: 0.35),
    };

    private static GroupOptions KittiVehicle() => new()
    {
        MinimumScore = 0.05f,
        HighScore = 0.21f,
        BirthScore = 0.19f,
        BirthOverlap = 0.53f,
        EvidenceGain = 12,
        EvidenceZero = 0,
        MissEvidence = 0.44f,
        ConfirmEvidence = 2.9f,
        MaximumEvidence = 6.2f,
        LostTimeout = TimeSpan.FromSeconds(3.1),
        FirstGate = 0.15f,
        SecondGate = 0.073f,
        ThirdGate = 0.3f,
        MomentumWeight = 0.054f,
        HeightPower = 2,
        ScoreWeight = 0.38f,
        LostHandicap = 0.034f,
        TentativeHandicap = 0,
        BoxNoise = 0.029,
        ScoreNoise = 2.7,
        InitialBoxVelocity = 3.6,
        CentreAcceleration = 1.8,
        SizeAcceleration = 0.98,
    };

    private static GroupOptions KittiPedestrian() => new()
    {
        MinimumScore = 0.31f,
        HighScore = 0.39f,
        BirthScore = 0.32f,
        BirthOverlap = 0.67f,
        EvidenceGain = 4.1f,
        EvidenceZero = 0.49f,
        MissEvidence = 0.74f,
        ConfirmEvidence = 2.2f,
        MaximumEvidence = 5.3f,
        TentativeTimeout = TimeSpan.FromSeconds(0.36),
        LostTimeout = TimeSpan.FromSeconds(1.5),
        FirstGate = 0.23f,
        SecondGate = 0.17f,
        ThirdGate = 0.4f,
        Buffer = 0.27f,
        MomentumWeight = 0,
        HeightPower = 0,
        ScoreWeight = 0.12f,
        LostHandicap = 0.18f,
        TentativeHandicap = 0.16f,
        BoxNoise = 0.038,
        ScoreNoise = 3.2,
        InitialBoxVelocity = 5,
        CentreAcceleration = 3.8,
        SizeAcceleration = 0.29,
    };

    private static Dictionary<ObjectGroup, TimeSpan> Coasting(double vehicle, double pedestrian) => new()
    {
        [ObjectGroup.MotorVehicle] = TimeSpan.FromSeconds(vehicle),
        [ObjectGroup.Pedestrian] = TimeSpan.FromSeconds(pedestrian),
        [ObjectGroup.TwoWheeler] = TimeSpan.FromSeconds(pedestrian),
    };
}
