namespace Simulation.Roads;

/// <summary>Lays lanes, surfaces and paint along a path, by style.</summary>
public static partial class RoadLayoutBuilder
{
    private const float HighwayLaneWidth = 3.6f;
    private const float UrbanLaneWidth = 3.3f;
    private const float RuralLaneWidth = 3.4f;
    private const float MedianWidth = 9f;
    private const float EdgeLine = 0.14f;
    private const float ThinLine = 0.12f;

    // Half the distance of the two lines of a double one, and half the width that both cover.
    private const float DoubleOffset = 0.11f;
    private const float DoubleLine = DoubleOffset + (ThinLine / 2);

    /// <param name="style">What kind of road.</param>
    /// <param name="path">Its course.</param>
    /// <param name="random">Decides the rest.</param>
    /// <param name="lanes">In each direction.</param>
    /// <param name="whiteCentres">Share of two-way roads whose centre line is white, as in Europe; else it is yellow, as in America.</param>
    public static RoadLayout Build(RoadStyle style, RoadPath path, SeededRandom random, int lanes, float whiteCentres) => style switch
    {
        RoadStyle.Highway => Highway(path, random, lanes),
        RoadStyle.Rural => Rural(path, random, whiteCentres),
        RoadStyle.Urban => Urban(path, random, lanes, whiteCentres),
        _ => Open(path),
    };

    private static RoadLayout Highway(RoadPath path, SeededRandom random, int lanes)
    {
        float right = -lanes * HighwayLaneWidth;
        float otherRight = MedianWidth;
        float otherLeft = otherRight + (lanes * HighwayLaneWidth);
        Surface verge = random.Chance(0.45f) ? Surface.DryGrass : Surface.Grass;
        float wear = random.Range(0.02f, 0.3f);
        (float dash, float gap) = random.Pick<(float, float)>([(3f, 6f), (3.05f, 9.15f), (6f, 9f), (4f, 6f)]);
        List<LaneMarking> markings = [];
        bool yellow = random.Chance(0.5f);
        float shoulder = random.Range(0.9f, 1.9f);
        AddSolid(markings, path, 0.05f, yellow ? PaintColour.Yellow : PaintColour.White, 0.16f, wear, "edge");
        for (int i = 1; i < lanes; i++)
        {
            AddDashed(markings, path, -i * HighwayLaneWidth, dash, gap, 0.15f, PaintColour.White, wear);
        }

        List<MergeRamp> ramps = [];
        List<float> breaks = [path.Start];
        for (float s = random.Range(180f, 420f); s < path.End - 400f; s += random.Range(650f, 900f))
        {
            ramps.Add(new MergeRamp(s, s + random.Range(190f, 260f)));
        }

        float edgeStart = path.Start;
        foreach (MergeRamp ramp in ramps)
        {
            AddLine(markings, edgeStart, ramp.JoinS, right - 0.05f, wear, null);
            float[] outer = LaneMarking.Sample(ramp.StartS, ramp.EndS, s => right - 0.1f - ramp.GapAt(s) - ramp.WidthAt(s));
            AddLine(markings, ramp.StartS, ramp.EndS, right, wear, outer);
            float[] inner = LaneMarking.Sample(ramp.StartS, ramp.JoinS, s => right - 0.15f - ramp.GapAt(s));
            AddLine(markings, ramp.StartS, ramp.JoinS, right, wear, inner);
            markings.Add(new LaneMarking
            {
                StartS = ramp.JoinS, EndS = ramp.EndS - 30f, Offset = right, Width = 0.25f, Dash = 1.5f, Gap = 2.5f, Wear = wear, Kind = "dashed",
            });
            edgeStart = ramp.EndS;
        }

        AddLine(markings, edgeStart, path.End, right - 0.05f, wear, null);
        AddSolid(markings, path, otherRight - 0.05f, yellow ? PaintColour.Yellow : PaintColour.White, 0.16f, wear, "edge");
        AddSolid(markings, path, otherLeft + 0.05f, PaintColour.White, 0.16f, wear, "edge");
        for (int i = 1; i < lanes; i++)
        {
            AddDashed(markings, path, otherRight + (i * HighwayLaneWidth), dash, gap, 0.15f, PaintColour.White, wear);
        }

        List<Lane> all = [];
        for (int i = 0; i < lanes; i++)
        {
            all.Add(new Lane(-(i + 0.5f) * HighwayLaneWidth, HighwayLaneWidth, 1));
            all.Add(new Lane(otherRight + ((i + 0.5f) * HighwayLaneWidth), HighwayLaneWidth, -1));
        }

        return new RoadLayout
        {
            Path = path,
            Lanes = all,
            Markings = [.. markings],
            Ramps = [.. ramps],
            DrivableRight = right,
            DrivableLeft = 0f,
            TerrainRelief = random.Range(2f, 7f),
            Bands =
            [
                new(-1e9f, verge, 0f), new(right - shoulder - 1.3f, Surface.Gravel, 0f), new(right - shoulder, Surface.Shoulder, 0f),
                new(right - 0.25f, Surface.Asphalt, 0f), new(0.3f, Surface.Shoulder, 0f), new(1.5f, Surface.Gravel, 0f),
                new(2.2f, verge, 0f), new(otherRight - 2.2f, Surface.Gravel, 0f), new(otherRight - 1.5f, Surface.Shoulder, 0f),
                new(otherRight - 0.3f, Surface.Asphalt, 0f), new(otherLeft + 0.3f, Surface.Shoulder, 0f),
                new(otherLeft + 2.8f, Surface.Gravel, 0f), new(otherLeft + 3.8f, verge, 0f),
            ],
        };
    }

    private static RoadLayout Rural(RoadPath path, SeededRandom random, float whiteCentres)
    {
        float wear = random.Range(0.05f, 0.35f);
        PaintColour centre = random.Chance(whiteCentres) ? PaintColour.White : PaintColour.Yellow;
        Surface verge = random.Chance(0.3f) ? Surface.DryGrass : Surface.Grass;
        List<LaneMarking> markings = [];
        AddSolid(markings, path, -RuralLaneWidth, PaintColour.White, EdgeLine, wear, "edge");
        AddSolid(markings, path, RuralLaneWidth, PaintColour.White, EdgeLine, wear, "edge");
        List<PassingZone> passing = AddCentre(markings, path.Start, path.End, random, centre, wear);
        return new RoadLayout
        {
            Path = path,
            Lanes = [new(-RuralLaneWidth / 2, RuralLaneWidth, 1), new(RuralLaneWidth / 2, RuralLaneWidth, -1)],
            Markings = [.. markings],
            DrivableRight = -RuralLaneWidth,
            DrivableLeft = 0f,
            LineRight = EdgeLine / 2,
            LineLeft = DoubleLine,
            PassingZones = [.. passing],
            TerrainRelief = random.Range(3f, 9f),
            Bands =
            [
                new(-1e9f, verge, 0f), new(-RuralLaneWidth - 1.4f, Surface.Gravel, 0f), new(-RuralLaneWidth - 0.6f, Surface.Asphalt, 0f),
                new(RuralLaneWidth + 0.6f, Surface.Gravel, 0f), new(RuralLaneWidth + 1.4f, verge, 0f),
            ],
        };
    }

    private static RoadLayout Urban(RoadPath path, SeededRandom random, int lanes, float whiteCentres)
    {
        float parking = 2.1f;
        float edge = lanes * UrbanLaneWidth;
        float kerb = edge + parking;
        float wear = random.Range(0.1f, 0.45f);
        PaintColour centre = random.Chance(whiteCentres) ? PaintColour.White : PaintColour.Yellow;
        List<LaneMarking> markings = [];
        List<CrossMarking> crossings = [];
        List<Junction> junctions = [];
        float from = path.Start;
        float next = random.Range(35f, 70f);
        while (from < path.End)
        {
            float end = Math.Min(path.End, next);
            bool last = end >= path.End;
            float stop = last ? end : end - 5.4f;
            markings.Add(Line(from, stop, DoubleOffset, centre, wear, "double", 0f, 0f) with { IsCompanion = true });
            markings.Add(Line(from, stop, -DoubleOffset, centre, wear, "double", 0f, 0f));
            for (int i = 1; i < lanes; i++)
            {
                markings.Add(Line(from, stop, -i * UrbanLaneWidth, PaintColour.White, wear, "dashed", 3f, 4f));
                markings.Add(Line(from + 5.4f, end, i * UrbanLaneWidth, PaintColour.White, wear, "dashed", 3f, 4f));
            }

            markings.Add(Line(from, stop, -edge, PaintColour.White, wear, "edge", 0f, 0f));
            markings.Add(Line(from + 5f, end, edge, PaintColour.White, wear, "edge", 0f, 0f));
            if (last)
            {
                break;
            }

            float width = random.Range(8f, 13f);
            junctions.Add(new Junction(end, end + width, kerb, random.Chance(0.5f)));
            crossings.Add(new CrossMarking(end - 5.3f, end - 4.85f, -edge, -0.1f, 0f, wear));
            crossings.Add(new CrossMarking(end - Junction.Crosswalk, end - 0.9f, -kerb + 0.3f, kerb - 0.3f, 1.1f, wear));
            crossings.Add(new CrossMarking(end + width + 0.9f, end + width + Junction.Crosswalk, -kerb + 0.3f, kerb - 0.3f, 1.1f, wear));
            crossings.Add(new CrossMarking(end + width + 4.85f, end + width + 5.3f, 0.1f, edge, 0f, wear));
            from = end + width + 5.3f;
            next = from + random.Range(70f, 130f);
        }

        List<Lane> all = [];
        for (int i = 0; i < lanes; i++)
        {
            all.Add(new Lane(-(i + 0.5f) * UrbanLaneWidth, UrbanLaneWidth, 1));
            all.Add(new Lane((i + 0.5f) * UrbanLaneWidth, UrbanLaneWidth, -1));
        }

        return new RoadLayout
        {
            Path = path,
            Lanes = all,
            Markings = [.. markings],
            CrossMarkings = [.. crossings],
            Junctions = [.. junctions],
            DrivableRight = -edge,
            DrivableLeft = 0f,
            LineRight = ThinLine / 2,
            LineLeft = DoubleLine,
            TerrainRelief = 0f,
            Bands =
            [
                new(-1e9f, Surface.Grass, 0.15f), new(-kerb - 4.2f, Surface.Pavement, 0.15f), new(-kerb - 0.2f, Surface.Kerb, 0.14f),
                new(-kerb, Surface.Shoulder, 0f), new(-edge - 0.15f, Surface.Asphalt, 0f), new(edge + 0.15f, Surface.Shoulder, 0f), new(kerb, Surface.Kerb, 0.14f), new(kerb + 0.2f, Surface.Pavement, 0.15f),
                new(kerb + 4.2f, Surface.Grass, 0.15f),
            ],
        };
    }

    private static RoadLayout Open(RoadPath path) => new()
    {
        Path = path,
        Lanes = [new(0f, 3.5f, 1)],
        Markings = [],
        DrivableRight = 0f,
        DrivableLeft = 0f,
        HasRoad = false,
        TerrainRelief = 1.5f,
        Bands =
        [
            new(-1e9f, Surface.Grass, 0f), new(-25f, Surface.DryGrass, 0f), new(-9f, Surface.Grass, 0f), new(14f, Surface.Soil, 0f), new(19f, Surface.DryGrass, 0f),
        ],
    };
}
