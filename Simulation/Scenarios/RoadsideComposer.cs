using Simulation.Roads;
using Simulation.Scenery;

namespace Simulation.Scenarios;

/// <summary>Decides what stands beside each kind of road.</summary>
internal static class RoadsideComposer
{
    public static void Compose(Scenario scenario, RoadLayout layout, RoadsideBuilder roadside, SeededRandom random)
    {
        roadside.Ground();
        float from = layout.Path.Start + 6f;
        float to = layout.Path.End - 30f;
        switch (scenario.Road)
        {
            case RoadStyle.Highway:
                Highway(scenario, layout, roadside, random, from, to);
                break;
            case RoadStyle.Rural:
                Rural(layout, roadside, random, from, to);
                break;
            case RoadStyle.Urban:
                Urban(layout, roadside, random, from, to);
                break;
            default:
                roadside.Trees(2f, 60f, 9f);
                roadside.Buildings(layout.Bands[^1].From + 30f, 1, from, to);
                break;
        }
    }

    private static void Highway(Scenario scenario, RoadLayout layout, RoadsideBuilder roadside, SeededRandom random, float from, float to)
    {
        roadside.Trees(4f, 120f, random.Range(5f, 12f));
        if (random.Chance(0.6f))
        {
            roadside.GuardRail(2.6f, from, to, -1);
            roadside.GuardRail(6.4f, from, to, 1);
        }
        else
        {
            roadside.Barrier(4.5f, from, to);
        }

        float right = layout.Bands[1].From - 0.2f;
        for (float s = from + random.Range(0f, 150f); s < to; s += random.Range(200f, 500f))
        {
            float end = Math.Min(to, s + random.Range(90f, 260f));
            if (layout.Ramps.All(ramp => end < ramp.StartS || s > ramp.EndS))
            {
                roadside.GuardRail(right, s, end, 1);
            }
        }

        for (float s = from + random.Range(60f, 300f); s < to; s += random.Range(350f, 800f))
        {
            roadside.Bridge(s, random.Range(8f, 14f));
        }

        for (float s = from + random.Range(40f, 150f); s < to; s += random.Range(150f, 350f))
        {
            roadside.Sign(s, right - 1.5f - (layout.Ramps.Any(ramp => s > ramp.StartS && s < ramp.EndS) ? 30f : 0f), random.Chance(0.5f));
        }

        bool lamps = scenario.Weather is Weather.Dusk || random.Chance(0.3f);
        for (float s = from; lamps && s < to; s += 38f)
        {
            roadside.StreetLamp(s, 4.5f, -1);
        }
    }

    private static void Rural(RoadLayout layout, RoadsideBuilder roadside, SeededRandom random, float from, float to)
    {
        roadside.Trees(2.2f, 70f, random.Range(3f, 7f));
        float right = layout.Bands[1].From;
        float left = layout.Bands[^1].From;
        for (float s = from; s < to; s += 20f)
        {
            float curvature = layout.Path.CurvatureAt(s + 10f);
            if (Math.Abs(curvature) > 1f / 350f)
            {
                roadside.GuardRail(curvature > 0 ? right - 0.3f : left + 0.3f, s, s + 20f, curvature > 0 ? 1 : -1);
            }
        }

        if (random.Chance(0.6f))
        {
            for (float s = from; s < to; s += 42f)
            {
                roadside.UtilityPole(s, right - 4f);
            }
        }

        for (float s = from + 40f; s < to; s += random.Range(90f, 260f))
        {
            roadside.Sign(s, right - 0.8f, false);
        }
    }

    private static void Urban(RoadLayout layout, RoadsideBuilder roadside, SeededRandom random, float from, float to)
    {
        float right = layout.Bands[1].From;
        float left = layout.Bands[^1].From;
        roadside.Buildings(right - random.Range(0.5f, 4f), -1, from, to);
        roadside.Buildings(left + random.Range(0.5f, 4f), 1, from, to);
        float kerb = right + 4.2f;
        int towards = 1;
        for (float s = from; s < to; s += 17f)
        {
            float d = (kerb - 0.7f) * towards;
            if (!layout.IsInJunction(s))
            {
                roadside.StreetLamp(s, d, towards);
            }

            towards = -towards;
        }

        for (float s = from + 5f; s < to; s += random.Range(8f, 22f))
        {
            if (layout.Junctions.Any(junction => s > junction.StartS - 6f && s < junction.EndS + 6f) || !random.Chance(0.75f))
            {
                continue;
            }

            float side = random.Chance(0.5f) ? 1f : -1f;
            roadside.Plant(s, side * (kerb - 1.1f), random.Range(4.5f, 8.5f), random.Range(3.4f, 6f), false);
        }

        foreach (Junction junction in layout.Junctions)
        {
            roadside.Sign(junction.StartS - 5f, kerb - 0.6f, false);
            if (junction.HasLights)
            {
                roadside.TrafficLight(junction.EndS + 4.5f, kerb - 0.5f);
            }
        }

        roadside.Trees(18f, 60f, 9f);
    }
}
