using Fusion.Lanes;

namespace Perception.Tests.LaneTracking;

public sealed class LaneSceneWriterTests
{
    /// <summary>A line a metres aside of a camera h above the road goes a pixels along the row for h pixels down.</summary>
    [Theory]
    [InlineData(5.6, 4)]
    [InlineData(2.1, 1.5)]
    [InlineData(-1.4, 1)]
    public void Write_StraightLine_SigmaPxIsAcrossTheCurveAtItsNearEnd(double lateral, double alongForOneDown)
    {
        SyntheticRoad road = new();
        LaneTrackerOptions options = new();
        LaneGeometry geometry = new(options, road.Calibration, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);
        RoadFilter filter = new(options, geometry);
        filter.AddLine(0, lateral, 0.1);
        LaneTrack[] tracks = [.. Enumerable.Range(0, RoadFilter.Slots).Select(_ => new LaneTrack())];
        tracks[0].Start(0, lateral > 0);
        tracks[0].IsConfirmed = true;
        tracks[0].Near = 10;
        tracks[0].Far = 40;
        LaneIdentity identity = new(options, geometry, filter, tracks);
        identity.Update(0);
        LaneScene scene = new();

        new LaneSceneWriter(geometry, filter, tracks, identity).Write(scene, 0);

        LaneLine line = Assert.Single(scene.Lines.ToArray(), line => line.IsPresent);
        double q = (line.ImagePoints[0].Y - road.Horizon) / road.Focal;
        Assert.True(filter.TrySlope(q, out double slope));
        double alongRow = Math.Sqrt(filter.VarianceP(0, q, slope)) * road.Focal;
        Assert.Equal(alongRow / Math.Sqrt(1 + (alongForOneDown * alongForOneDown)), line.SigmaPx, 1e-3 * alongRow);
    }
}
