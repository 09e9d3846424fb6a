using System.Runtime.Intrinsics;
using Simulation.Rendering;
using Simulation.Roads;
using Simulation.Scenarios;

namespace Perception.Tests.Simulation;

/// <summary>What the truth calls drivable, by the road's paint.</summary>
public sealed class DrivableTests
{
    [Fact]
    public void At_CountryRoad_LaneAgainstIsDrivableWhereASingleDashedLineDivides()
    {
        RoadLayout layout = Layout("curve");
        Assert.NotEmpty(layout.PassingZones);
        foreach (LaneMarking centre in layout.Markings.Where(marking => Math.Abs(marking.Offset) < 0.2f && !marking.IsCompanion))
        {
            float s = (centre.StartS + centre.EndS) / 2;
            Assert.Equal(centre.Kind == "dashed", IsDrivable(layout, s, 1.7f));
            Assert.True(IsDrivable(layout, s, -1.7f));
        }
    }

    [Fact]
    public void At_LaneBesideSolidLines_EndsAtTheirInnerBorders()
    {
        RoadLayout layout = Layout("urban");
        float s = layout.Junctions[0].EndS + 20f;

        // Two lines of 0.12 m, 0.22 m apart, divide the road; one of 0.12 m ends it.
        Assert.True(IsDrivable(layout, s, -0.18f));
        Assert.False(IsDrivable(layout, s, -0.16f));
        Assert.True(IsDrivable(layout, s, layout.DrivableRight + 0.07f));
        Assert.False(IsDrivable(layout, s, layout.DrivableRight + 0.05f));
    }

    [Fact]
    public void At_Junction_IsDrivableFromKerbToKerb()
    {
        RoadLayout layout = Layout("urban");
        Junction junction = layout.Junctions[0];
        float middle = (junction.StartS + junction.EndS) / 2;
        foreach ((float s, float d, bool expected) in ((float, float, bool)[])
            [(middle, 3f, true), (middle, -junction.Kerb + 0.1f, true), (middle, junction.Kerb + 0.1f, false), (junction.StartS - 2f, -junction.Kerb + 0.1f, true), (junction.StartS - 2f, 3f, false), (junction.StartS - 5f, -junction.Kerb + 0.1f, false)])
        {
            Assert.Equal(expected, IsDrivable(layout, s, d));
        }
    }

    private static bool IsDrivable(RoadLayout layout, float s, float d)
    {
        GroundSelection selection = new();
        selection.Choose(layout, s, s);
        new GroundSurfaces(layout).At(selection, EightWide.Of(s), EightWide.Of(d), out Vector256<float> drivable);
        return BitConverter.SingleToInt32Bits(drivable[0]) != 0;
    }

    private static RoadLayout Layout(string scenario) => new Scene(SmallDrive.Scenario(scenario), SmallDrive.Options with { Seconds = 40 }).Layout;
}
