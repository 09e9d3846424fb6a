using Fusion.Geometry;
using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Sensors.Calibration;

namespace Perception.Tests.Rigs;

/// <summary>Two cameras of a vehicle and what they see, with numbers worked out by hand.</summary>
internal static class RigScene
{
    /// <summary>Nanoseconds between two frames.</summary>
    public const long Frame = 50_000_000;

    public static RigFusion Create(CameraCalibration? first, CameraCalibration? second) =>
        new(new RigFusionOptions(), new LaneAssignerOptions(), [first, second], new TrackerOptions { MaximumTracks = 64 });

    public static IEnumerable<(int, int)> Views(RigFusion fusion, int index) =>
        fusion.Views(index).ToArray().Select(view => (view.Camera, view.TrackId)).Order();

    public static Track Seen(
        int id, double x, double y, double vx = 0, double vy = 0, double halfDepth = 0, double varianceX = 1, double varianceY = 0.25) => new()
    {
        TrackId = id,
        Class = ObjectClass.Car,
        State = TrackState.Confirmed,
        Score = 0.9f,
        Box = new Box(10, 10, 50, 40),
        Age = TimeSpan.Zero,
        SinceSeen = TimeSpan.Zero,
        Ego = new EgoState(x, y, vx, vy, varianceX, varianceY, 0, 0.01, 0.01)
        {
            CameraDepth = Math.Max(x, 0),
            HalfDepth = halfDepth,
            CameraDepthVariance = varianceX,
            Extent = new ObjectExtent(1.8, 0.01 * id, 1.5, 0.04, 0.25),
            Motion = new MotionCovariance(0.05, 0, 0, 0.02, 0.001),
        },
    };

    public static CameraCalibration Forward() => Looking(0);

    /// <summary>At the ego origin, level, turned to the left.</summary>
    public static CameraCalibration Looking(double yaw)
    {
        (double sin, double cos) = Math.SinCos(yaw);
        return new CameraCalibration
        {
            Width = 1280,
            Height = 720,
            Fx = 1000,
            Fy = 1000,
            Cx = 640,
            Cy = 360,
            CameraFromEgo = new RigidTransform(sin, -cos, 0, 0, 0, -1, cos, sin, 0, 0, 0, 0),
            Source = "test",
        };
    }
}
