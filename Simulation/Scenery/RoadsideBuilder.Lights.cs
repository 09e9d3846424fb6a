using System.Numerics;
using Simulation.Meshes;
using Simulation.Rendering;
using Simulation.Roads;

namespace Simulation.Scenery;

/// <content>Street lamps and traffic lights.</content>
public sealed partial class RoadsideBuilder
{
    private static readonly Material SignalYellow = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.42f, 0.26f, 0.02f) };
    private static readonly Material SignalBlack = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.012f) };

    /// <summary>Positions of the street lamps' light, ascending along the road.</summary>
    public List<(float S, Vector3 Position)> Lamps { get; } = [];

    /// <summary>Heads of the street lamps, to be lit.</summary>
    public List<Material> LampHeads { get; } = [];

    /// <summary>Green lamps of the traffic lights, to be lit.</summary>
    public List<Material> GreenLamps { get; } = [];

    public void StreetLamp(float s, float d, int towards)
    {
        MeshBuilder builder = new();
        builder.Tube(Vector3.Zero, new Vector3(0, 0, 8f), 0.1f, 0.06f, 6, 0);
        builder.Tube(new Vector3(0, 0, 8f), new Vector3(0, 1.9f * towards, 8.4f), 0.05f, 0.045f, 5, 0);
        builder.Box(new Vector3(-0.14f, (1.9f * towards) - 0.35f, 8.33f), new Vector3(0.14f, (1.9f * towards) + 0.35f, 8.45f), 1);
        RoadFrame frame = _layout.Path.FrameAt(s);
        Placement placement = Placement.Upright(_terrain.Ground(s, d), frame.Heading);
        Material head = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.3f) };
        Add(s, s, builder, [DarkSteel, head], placement, 300f);
        LampHeads.Add(head);
        Lamps.Add((s, placement.Point(new Vector3(0, 1.9f * towards, 8.2f))));
    }

    /// <summary>A traffic light on a mast over the lanes of the ego car's direction; it shows green.</summary>
    /// <param name="s">Station of the mast, behind the junction.</param>
    /// <param name="d">Its offset, at the right kerb.</param>
    public void TrafficLight(float s, float d)
    {
        MeshBuilder builder = new();
        float arm = -d - 1f;
        builder.Tube(Vector3.Zero, new Vector3(0, 0, 5.9f), 0.13f, 0.1f, 8, 0);
        builder.Tube(new Vector3(0, 0, 5.7f), new Vector3(0, arm, 6.1f), 0.08f, 0.05f, 7, 0);
        Head(builder, new Vector3(-0.12f, 0.34f, 2.9f));
        for (float y = arm; y > 2.5f; y -= 3.3f)
        {
            Head(builder, new Vector3(-0.15f, y, 5.5f));
        }

        Material housing = _random.Chance(0.5f) ? SignalYellow : SignalBlack;
        Material off = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.05f, 0.012f, 0.01f) };
        Material green = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.02f, 0.1f, 0.06f) };
        GreenLamps.Add(green);
        Add(s, s, builder, [DarkSteel, housing, off, green], Placement.Upright(_terrain.Ground(s, d), _layout.Path.HeadingAt(s)), 260f);
    }

    private static void Head(MeshBuilder builder, Vector3 middle)
    {
        const float Pitch = 0.34f;
        builder.Box(middle - new Vector3(0.12f, 0.18f, 0.55f), middle + new Vector3(0.12f, 0.18f, 0.55f), 1);
        for (int lamp = 0; lamp < 3; lamp++)
        {
            Vector3 at = middle + new Vector3(-0.12f, 0, (1 - lamp) * Pitch);
            builder.Ellipsoid(at, new Vector3(0.04f, 0.13f, 0.13f), 5, 10, lamp == 2 ? (byte)3 : (byte)2);
        }
    }
}
