namespace Simulation.Roads;

/// <content>Paints lines.</content>
public static partial class RoadLayoutBuilder
{
    /// <summary>The centre line changes its kind along the road: double solid, solid beside dashed, dashed.</summary>
    /// <returns>Where it is a single dashed line.</returns>
    private static List<PassingZone> AddCentre(List<LaneMarking> markings, float from, float to, SeededRandom random, PaintColour colour, float wear)
    {
        List<PassingZone> passing = [];
        for (float s = from; s < to;)
        {
            float end = Math.Min(to, s + random.Range(90f, 220f));
            int kind = random.Pick<int>([0, 0, 0, 0, 1, 2]);
            if (kind == 0)
            {
                markings.Add(Line(s, end, DoubleOffset, colour, wear, "double", 0f, 0f) with { IsCompanion = true });
                markings.Add(Line(s, end, -DoubleOffset, colour, wear, "double", 0f, 0f));
            }
            else if (kind == 1)
            {
                markings.Add(Line(s, end, DoubleOffset, colour, wear, "double", 0f, 0f) with { IsCompanion = true });
                markings.Add(Line(s, end, -DoubleOffset, colour, wear, "double", 3f, 6f));
            }
            else
            {
                markings.Add(Line(s, end, 0f, colour, wear, "dashed", 3f, 6f));
                passing.Add(new PassingZone(s, end, RuralLaneWidth - (EdgeLine / 2)));
            }

            s = end;
        }

        return passing;
    }

    private static LaneMarking Line(float from, float to, float offset, PaintColour colour, float wear, string kind, float dash, float gap) => new()
    {
        StartS = from, EndS = to, Offset = offset, Width = ThinLine, Dash = dash, Gap = gap, Colour = colour, Wear = wear, Kind = kind,
    };

    private static void AddLine(List<LaneMarking> markings, float from, float to, float offset, float wear, float[]? offsets) =>
        markings.Add(new LaneMarking { StartS = from, EndS = to, Offset = offset, Width = 0.18f, Wear = wear, Kind = "edge", Offsets = offsets });

    private static void AddSolid(List<LaneMarking> markings, RoadPath path, float offset, PaintColour colour, float width, float wear, string kind) =>
        markings.Add(new LaneMarking { StartS = path.Start, EndS = path.End, Offset = offset, Width = width, Colour = colour, Wear = wear, Kind = kind });

    private static void AddDashed(List<LaneMarking> markings, RoadPath path, float offset, float dash, float gap, float width, PaintColour colour, float wear) =>
        markings.Add(new LaneMarking
        {
            StartS = path.Start, EndS = path.End, Offset = offset, Width = width, Dash = dash, Gap = gap, Colour = colour, Wear = wear, Kind = "dashed",
        });
}
