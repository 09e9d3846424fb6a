using Fusion.Lanes;

namespace Perception.Tests.LaneTracking;

/// <summary>Lane trackers that see a <see cref="SyntheticRoad"/> at 25 frames a second.</summary>
internal static class SyntheticDrive
{
    public const long FrameNs = 40_000_000;

    public static SyntheticRoad TwoLines()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        return road;
    }

    public static LaneTracker Tracker(SyntheticRoad road, bool isCalibrated) =>
        new(new LaneTrackerOptions(), isCalibrated ? road.Calibration : null, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);

    public static LaneScene Run(LaneTracker tracker, SyntheticRoad road, int frames, double speed = 0)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            road.Render(frame * speed * FrameNs * 1e-9);
            tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
        }

        return tracker.Scene;
    }
}
