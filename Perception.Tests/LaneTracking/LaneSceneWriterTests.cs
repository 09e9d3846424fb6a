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

        (RoadFilter filter, LaneScene scene) = Write(road, lateral);

        LaneLine line = Assert.Single(scene.Lines.ToArray(), line => line.IsPresent);
        double q = (line.ImagePoints[0].Y - road.Horizon) / road.Focal;
        Assert.True(filter.TrySlope(q, out double slope));
        double alongRow = Math.Sqrt(filter.VarianceP(0, q, slope)) * road.Focal;
        Assert.Equal(alongRow / Math.Sqrt(1 + (alongForOneDown * alongForOneDown)), line.SigmaPx, 1e-3 * alongRow);
    }

    /// <summary>Of heading ψ, curvature κ, lateral position a and own angle ε that are independent, as a filter starts: at distance d, Var Y = σa² + (σψ² + σε²) d² + σκ² d⁴ / 4.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(20)]
    [InlineData(60)]
    public void Write_OneLine_CovarianceGivesTheDeviationOfPlaceAndSlopeAtADistance(double x)
    {
        LaneTrackerOptions options = new();
        double angle = (options.HeadingPrior * options.HeadingPrior) + (options.OwnAngleSigma * options.OwnAngleSigma);
        double curvature = options.CurvatureSigma * options.CurvatureSigma;
        double d = x - SyntheticRoad.MountX;

        LaneLine line = Assert.Single(Write(new SyntheticRoad(), 1.8).Scene.Lines.ToArray(), line => line.IsPresent);

        double place = (line.SigmaC0 * line.SigmaC0) + (x * x * line.SigmaC1 * line.SigmaC1) + (x * x * x * x * line.SigmaC2 * line.SigmaC2)
            + (2 * x * line.CovarianceC0C1) + (2 * x * x * line.CovarianceC0C2) + (2 * x * x * x * line.CovarianceC1C2);
        double slope = (line.SigmaC1 * line.SigmaC1) + (4 * x * x * line.SigmaC2 * line.SigmaC2) + (4 * x * line.CovarianceC1C2);
        Assert.Equal(0.01 + (angle * d * d) + (curvature * d * d * d * d / 4), place, 1e-9);
        Assert.Equal(angle + (curvature * d * d), slope, 1e-9);
    }

    /// <summary>The heading is common to both lines and their own angles are not; of the width only what is their own counts.</summary>
    [Fact]
    public void Write_BothEgoLines_DeviationsOfHeadingAndWidthKnowWhatTheLinesShare()
    {
        LaneTrackerOptions options = new();
        double x = SyntheticRoad.MountX;
        double own = options.OwnAngleSigma * options.OwnAngleSigma;
        double common = (options.HeadingPrior * options.HeadingPrior) + (options.CurvatureSigma * options.CurvatureSigma * x * x);

        LaneScene scene = Write(new SyntheticRoad(), 1.8, -1.8).Scene;

        Assert.True(scene.HasEgoLane);
        Assert.Equal(Math.Sqrt(common + (own / 2)), scene.HeadingSigma, 1e-9);
        Assert.Equal(Math.Sqrt(2 * (0.01 + (own * x * x))), scene.LaneWidthSigma, 1e-9);
    }

    /// <summary>Writes the scene of a filter that has just started with lines of deviation 0.1 m.</summary>
    private static (RoadFilter Filter, LaneScene Scene) Write(SyntheticRoad road, params ReadOnlySpan<double> laterals)
    {
        LaneTrackerOptions options = new();
        LaneGeometry geometry = new(options, road.Calibration, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);
        RoadFilter filter = new(options, geometry);
        LaneTrack[] tracks = [.. Enumerable.Range(0, RoadFilter.Slots).Select(_ => new LaneTrack())];
        for (int slot = 0; slot < laterals.Length; slot++)
        {
            filter.AddLine(slot, laterals[slot], 0.1);
            tracks[slot].Start(0, laterals[slot] > 0);
            tracks[slot].IsConfirmed = true;
            tracks[slot].Near = 10;
            tracks[slot].Far = 40;
        }

        LaneIdentity identity = new(options, geometry, filter, tracks);
        identity.Update(0);
        LaneScene scene = new();
        new LaneSceneWriter(geometry, filter, tracks, identity).Write(scene, 0);
        return (filter, scene);
    }
}
