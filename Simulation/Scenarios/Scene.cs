using System.Numerics;
using Simulation.Meshes;
using Simulation.Rendering;
using Simulation.Roads;
using Simulation.Scenery;
using Simulation.Traffic;

namespace Simulation.Scenarios;

/// <summary>Everything of one drive: road, roadside, traffic, light and camera. Built once from scenario and seed.</summary>
/// <remarks>Not thread safe.</remarks>
public sealed class Scene
{
    private const float BeforeStart = 140f;
    private const float Ahead = 700f;
    private const float FarMeshDistance = 48f;
    private const float DrawDistance = 420f;
    private readonly List<SceneryItem> _scenery;
    private readonly List<(float S, Vector3 Position)> _lamps;
    private readonly List<DrawItem> _casters = [];
    private readonly Mesh? _bonnet;
    private readonly Material[] _egoMaterials;
    private readonly VehicleModel _egoModel;

    public Scene(Scenario scenario, SimulationOptions options)
    {
        SeededRandom random = new(options.Seed * 7919);
        SeededRandom camera = random.Fork("camera");
        Variation = options.Varied
            ? DriveVariation.Varied(scenario, (float)options.Height / options.Width, random.Fork("variation"))
            : DriveVariation.Plain(scenario, camera);
        Mount = Variation.Mount with { Yaw = Variation.Mount.Yaw + (float)(options.YawDeg * Math.PI / 180) };
        scenario = Variation.Scenario;
        Noise = new NoiseSet(random.Fork("noise"));
        float travel = (float)(scenario.Speed * options.Seconds);
        RoadPath path = RoadPathGenerator.Generate(random.Fork("path"), -BeforeStart, travel + BeforeStart + Ahead, scenario.Path);
        int lanes = random.Fork("lanes").Range(scenario.Lanes.Low, scenario.Lanes.High + 1);
        Layout = RoadLayoutBuilder.Build(scenario.Road, path, random.Fork("layout"), lanes, Variation.WhiteCentres);
        Atmosphere light = AtmosphereFactory.Create(scenario.Weather, random.Fork("light"));
        Atmosphere = light with { Exposure = light.Exposure * Variation.ExposureFactor };
        SeededRandom land = random.Fork("land");
        bool urban = scenario.Road == RoadStyle.Urban;
        Sky = new Sky(Atmosphere, Noise, land, urban ? 0.05f : land.Range(0.03f, 0.22f), urban ? 0.03f : land.Range(0.012f, 0.03f));
        RoadsideBuilder roadside = new(Layout, new Terrain(Layout, Noise), random.Fork("roadside"));
        RoadsideComposer.Compose(scenario, Layout, roadside, random.Fork("roadside-plan"));
        _scenery = [.. roadside.Items];
        _lamps = roadside.Lamps;
        foreach (Material head in roadside.LampHeads)
        {
            head.Emission = new Vector3(1f, 0.72f, 0.42f) * (Atmosphere.StreetLamps * 5f);
        }

        foreach (Material green in roadside.GreenLamps)
        {
            green.Emission = new Vector3(0.05f, 0.9f, 0.5f) * (1.1f / Atmosphere.Exposure);
        }

        Lane[] own = [.. Layout.Lanes.Where(lane => lane.Direction > 0)];
        SeededRandom start = random.Fork("ego");
        float laneCentre = own[own.Length > 2 ? start.Range(1, own.Length) : start.Range(0, own.Length)].Centre;
        TrafficPopulator populator = new(scenario, Layout, Variation.Crowded, random.Fork("traffic"));
        populator.Populate(0f, laneCentre, travel);
        EgoCar ego = new(path, 0f, laneCentre, scenario.Speed, scenario.Road == RoadStyle.None ? 0.02f : 0.0065f, scenario.HumpDistance, start);
        Traffic = new TrafficModel(Layout, ego, populator.Actors, scenario.Events, random.Fork("driving"), options.StepTime);
        _egoModel = CarModelFactory.Build(CarShapes.Sedan, camera);
        _egoMaterials = [.. _egoModel.Materials.Select(material => material.WithPaint(Variation.BonnetPaint))];
        _bonnet = Variation.Bonnet ? BonnetMesh() : null;
    }

    public RoadLayout Layout { get; }

    public Atmosphere Atmosphere { get; }

    public Sky Sky { get; }

    public NoiseSet Noise { get; }

    public TrafficModel Traffic { get; }

    public DriveVariation Variation { get; }

    public CameraMount Mount { get; }

    /// <summary>Puts the scene as it is now before the renderer.</summary>
    internal void Compose(CameraPose pose, FrameRenderer renderer, SceneLights lights)
    {
        Traffic.PlaceAll();
        EgoCar ego = Traffic.Ego;
        Placement egoFrame = ego.Frame();
        _casters.Clear();
        renderer.Geometry.Items.Clear();
        lights.Begin(Atmosphere, egoFrame);
        lights.Reflections.Begin(pose, egoFrame);
        Vector2 forward = Vector2.Normalize(new Vector2(egoFrame.Forward.X, egoFrame.Forward.Y));
        renderer.Shadows.Clear(egoFrame.Origin, forward);
        foreach (SceneryItem item in _scenery)
        {
            if (item.ToS < ego.S - 60f || item.FromS > ego.S + item.VisibleDistance)
            {
                continue;
            }

            DrawItem draw = new(item.Mesh, item.Materials, item.Placement, Vector3.Zero, 0);
            renderer.Geometry.Add(draw, pose);
            if (item.FromS < ego.S + 140f && !item.Materials[0].CastsNoShadow)
            {
                _casters.Add(draw);
            }
        }

        foreach (Actor actor in Traffic.Actors)
        {
            float ahead = actor.S - ego.S;
            if (ahead is < -60f or > DrawDistance)
            {
                continue;
            }

            SetLamps(actor);
            VehicleModel model = actor.ModelAt(Traffic.Time);
            float distance = Vector3.Distance(actor.Placement.Origin, pose.Position);
            DrawItem draw = new(distance > FarMeshDistance ? model.FarMesh : model.Mesh, actor.Materials, actor.Placement, actor.Velocity, actor.Id);
            renderer.Geometry.Add(draw, pose);
            if (distance < 140f)
            {
                _casters.Add(draw with { Mesh = model.FarMesh });
                renderer.Shadows.AddContact(actor.Placement, model.Length, model.Width);
                if (Atmosphere.Headlights && model.HeadLamps.Length > 0 && !actor.Parked && distance < 70f)
                {
                    lights.AddBeam(actor.Placement.Point(new Vector3(model.Length / 2, 0, 0.7f)), actor.Placement.Forward);
                }
            }
        }

        foreach ((float s, Vector3 position) in _lamps)
        {
            if (s > ego.S - 12f && s < ego.S + 90f)
            {
                lights.AddLamp(position);
            }
        }

        if (Atmosphere.Wetness > 0 && Atmosphere.Headlights)
        {
            MirrorLamps(pose, lights.Reflections);
        }

        _casters.Add(new DrawItem(_egoModel.FarMesh, _egoMaterials, egoFrame with { Origin = egoFrame.Point(new Vector3(EgoCar.CentreAhead, 0, 0)) }, Vector3.Zero, 0));
        if (_bonnet is not null)
        {
            Placement body = CameraMount.Body(ego);
            Vector3 shape = Variation.BonnetShape;
            Placement bonnet = body with { Origin = body.Point(new Vector3(shape.X, 0, shape.Y)), Left = body.Left * shape.Z };
            renderer.Geometry.Add(new DrawItem(_bonnet, [_egoMaterials[7]], bonnet, ego.Velocity(), 0), pose);
        }

        renderer.Shadows.Build(_casters, Atmosphere.SunDirection, Atmosphere.SunColour.X > 0.2f, renderer.Parallelism);
    }

    /// <summary>Hands the nearest vehicles' lamps to the wet road.</summary>
    private void MirrorLamps(CameraPose pose, WetReflections reflections)
    {
        const float Reach = 110f;
        float dark = 1f / Atmosphere.Exposure;
        foreach (Actor actor in Traffic.Actors
            .Where(actor => !actor.Parked && !actor.IsWalker && Vector3.Dot(actor.Placement.Origin - pose.Position, pose.Forward) is > 3f and < Reach)
            .OrderBy(actor => Vector3.DistanceSquared(actor.Placement.Origin, pose.Position)))
        {
            Vector3 view = Vector3.Normalize(actor.Placement.Origin - pose.Position);
            float away = Vector3.Dot(view, actor.Placement.Forward);
            bool braking = actor.Acceleration < -0.9f;
            foreach (Vector3 lamp in away > 0 ? actor.Model.TailLamps : actor.Model.HeadLamps)
            {
                Vector3 light = away > 0 ? new Vector3(1f, 0.07f, 0.045f) * (braking ? 2.2f : 0.75f) : new Vector3(1f, 0.95f, 0.85f) * (3f * away * away);
                reflections.Add(actor.Placement.Point(lamp), light * dark);
            }
        }
    }

    private void SetLamps(Actor actor)
    {
        bool braking = actor.Acceleration < -0.9f && !actor.Parked;
        bool lit = Atmosphere.Headlights && !actor.Parked;
        float dark = 1f / Atmosphere.Exposure;
        float tail = braking ? Math.Max(0.9f, 2.2f * dark) : lit ? 0.75f * dark : 0f;
        float head = lit ? 6f * dark : 0f;
        foreach (Material material in actor.Materials)
        {
            if (material.Kind == MaterialKind.Skin)
            {
                material.TailLight = tail;
                material.HeadLight = head;
            }
        }

        if (actor.Kind is ActorKind.Motorcycle or ActorKind.Cyclist)
        {
            actor.Materials[^1].Emission = new Vector3(1f, 0.07f, 0.05f) * (lit ? 0.8f * dark : 0f);
        }
    }

    private static Mesh BonnetMesh()
    {
        MeshBuilder builder = new();
        const int Across = 24;
        const int Along = 14;

        // Behind the bonnet lies the scuttle, to behind every camera: nothing of the road shows between bonnet and image edge.
        const float Rear = 0.8f;
        for (int i = -1; i <= Along; i++)
        {
            float along = Math.Max(0f, (float)i / Along);
            float x = i < 0 ? Rear : 1.75f + (1.75f * along);
            float drop = MathF.Pow(along, 3f);
            for (int j = 0; j <= Across; j++)
            {
                float y = -0.92f + (1.84f * j / Across);
                float side = y / 0.92f;
                float z = 1.02f - (0.16f * drop) - (0.07f * side * side) - (0.1f * MathF.Pow(side, 8)) + (0.012f * MathF.Cos(side * 5f));
                Vector3 normal = Vector3.Normalize(new Vector3(0.06f + (0.25f * drop), 0.15f * side + (0.6f * MathF.Pow(side, 7)), 1f));
                builder.Vertex(new Vector3(x - (0.28f * side * side * along), y, z), normal, new Vector2(0.5f, 0.5f));
            }
        }

        for (int i = 0; i <= Along; i++)
        {
            for (int j = 0; j < Across; j++)
            {
                int a = (i * (Across + 1)) + j;
                builder.Triangle(a, a + Across + 1, a + Across + 2, 0);
                builder.Triangle(a, a + Across + 2, a + 1, 0);
            }
        }

        return builder.Build();
    }
}
