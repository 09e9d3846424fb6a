using Simulation.Roads;
using Simulation.Scenarios;

namespace Perception.Tests.Simulation;

/// <summary>What the truth calls drivable, by the road's paint.</summary>
public sealed class DrivableTests
{
    [Fact]
    public void SurfaceAt_CountryRoad_LaneAgainstIsDrivableWhereASingleDashedLineDivides()
    {
        RoadLayout layout = Layout("curve");
        Assert.NotEmpty(layout.PassingZones);
        foreach (LaneMarking centre in layout.Markings.Where(marking => Math.Abs(marking.Offset) < 0.2f && !marking.IsCompanion))
        {
            float s = (centre.StartS + centre.EndS) / 2;
            layout.SurfaceAt(s, 1.7f, out bool against);
            layout.SurfaceAt(s, -1.7f, out bool own);
            Assert.Equal(centre.Kind == "dashed", against);
            Assert.True(own);
        }
    }

    [Fact]
    public void SurfaceAt_LaneBesideSolidLines_EndsAtTheirInnerBorders()
    {
        RoadLayout layout = Layout("urban");
        float s = layout.Junctions[0].EndS + 20f;
        bool Drivable(float d)
        {
            layout.SurfaceAt(s, d, out bool drivable);
            return drivable;
        }

        // Two lines of 0.12 m, 0.22 m apart, divide the road; one of 0.12 m ends it.
        Assert.True(Drivable(-0.18f));
        Assert.False(Drivable(-0.16f));
        Assert.True(Drivable(layout.DrivableRight + 0.07f));
        Assert.False(Drivable(layout.DrivableRight + 0.05f));
    }

    [Fact]
    public void SurfaceAt_Junction_IsDrivableFromKerbToKerb()
    {
        RoadLayout layout = Layout("urban");
        Junction junction = layout.Junctions[0];
        float middle = (junction.StartS + junction.EndS) / 2;
        foreach ((float s, float d, bool expected) in ((float, float, bool)[])
            [(middle, 3f, true), (middle, -junction.Kerb + 0.1f, true), (middle, junction.Kerb + 0.1f, false), (junction.StartS - 2f, -junction.Kerb + 0.1f, true), (junction.StartS - 2f, 3f, false), (junction.StartS - 5f, -junction.Kerb + 0.1f, false)])
        {
            layout.SurfaceAt(s, d, out bool drivable);
            Assert.Equal(expected, drivable);
        }
    }

    private static RoadLayout Layout(string scenario) => new Scene(SmallDrive.Scenario(scenario), SmallDrive.Options with { Seconds = 40 }).Layout;
}
