using System.Numerics;
using Simulation.Meshes;
using Simulation.Roads;
using Simulation.Traffic;

namespace Simulation.Scenarios;

/// <summary>Fills a road with traffic, parked cars, walkers and cyclists.</summary>
internal sealed class TrafficPopulator
{
    private readonly Scenario _scenario;
    private readonly RoadLayout _layout;
    private readonly VehicleCatalog _catalog;
    private readonly SeededRandom _random;
    private readonly bool _crowded;
    private readonly List<Actor> _actors = [];

    public TrafficPopulator(Scenario scenario, RoadLayout layout, bool crowded, SeededRandom random)
    {
        _crowded = crowded;
        _scenario = scenario;
        _layout = layout;
        _random = random;
        _catalog = new VehicleCatalog(random.Fork("models"));
    }

    public IReadOnlyList<Actor> Actors => _actors;

    /// <summary>Places everybody around the ego car.</summary>
    /// <param name="egoS">The ego car's station.</param>
    /// <param name="egoD">Its lane's centre.</param>
    /// <param name="travel">How far it will drive, metres.</param>
    public void Populate(float egoS, float egoD, float travel)
    {
        foreach (Lane lane in _layout.Lanes)
        {
            bool against = lane.Direction < 0;
            float from = against ? egoS - 40f : egoS - 120f;
            float to = egoS + (against ? 350f + (travel * 2.1f) : 330f);
            float laneSpeed = _scenario.Speed * (against ? _random.Range(0.9f, 1.1f) : 1.03f - (0.09f * (lane.Centre - _layout.DrivableLeft) / -10f));
            bool own = Math.Abs(lane.Centre - egoD) < 1f;
            if (_scenario.Density <= 0)
            {
                continue;
            }

            float s = from + _random.Range(0f, 30f);
            if (own)
            {
                s = egoS + (_crowded ? _random.Range(11f, 40f) : _random.Range(22f, 38f));
            }

            if (_crowded && !own && !against)
            {
                // Somebody beside the ego car, whom the image's edge cuts.
                s = egoS + _random.Range(-3f, 9f);
                Add(s, lane, _scenario.Speed * 0.96f * _random.Range(0.97f, 1.03f));
                s += 14f;
            }

            while (s < to)
            {
                Add(s, lane, Math.Min(laneSpeed, _scenario.Speed * 1.15f) * (own ? 0.96f : 1f));
                s += 14f + Math.Min(140f, -MathF.Log(1f - _random.Next()) * (1000f / _scenario.Density));
            }
        }

        Park(egoS, travel);
        SideStreets(egoS, travel);
        People(egoS, travel);
    }

    private void Add(float s, Lane lane, float speed)
    {
        float pick = _random.Next();
        bool heavyLane = lane.Centre < _layout.DrivableRight + 4f || lane.Direction < 0 || _layout.Lanes.Count <= 2;
        ActorKind kind = pick < _scenario.HeavyShare && heavyLane
            ? (_random.Chance(_scenario.Road == RoadStyle.Urban ? 0.5f : 0.12f) ? ActorKind.Bus : ActorKind.Truck)
            : pick < _scenario.HeavyShare + 0.1f ? ActorKind.Van : pick > 1f - _scenario.MotorcycleShare ? ActorKind.Motorcycle : ActorKind.Car;
        float desired = speed * _random.Range(0.93f, 1.07f) * (kind is ActorKind.Truck or ActorKind.Bus ? 0.92f : 1f);
        Spawn(kind, s, lane.Centre + _random.Range(-0.2f, 0.2f), lane.Direction, desired, parked: false);
    }

    /// <param name="kind">What.</param>
    /// <param name="s">Station.</param>
    /// <param name="d">Offset.</param>
    /// <param name="direction">Along the road.</param>
    /// <param name="speed">m/s.</param>
    /// <param name="parked">Stands by the roadside.</param>
    /// <param name="across">Drives or waits across the road in this direction over the road's, radians; null along it.</param>
    private Actor Spawn(ActorKind kind, float s, float d, int direction, float speed, bool parked, float? across = null)
    {
        VehicleModel model = kind switch
        {
            ActorKind.Van => _catalog.Van(),
            ActorKind.Truck => _catalog.Truck(),
            ActorKind.Bus => _catalog.Bus(),
            ActorKind.Motorcycle => _catalog.Motorcycle(),
            ActorKind.Cyclist => _catalog.Cyclist(),
            _ => _catalog.Car(),
        };
        Vector3 paint = kind == ActorKind.Van && _random.Chance(0.6f) ? new Vector3(0.6f) : _catalog.Paint();
        Actor actor = new()
        {
            Id = _actors.Count + 1,
            Kind = kind,
            Model = model,
            Materials = [.. model.Materials.Select(material => material.WithPaint(paint))],
            S = s,
            D = d,
            TargetD = d,
            Direction = direction,
            Speed = parked ? 0 : speed,
            DesiredSpeed = parked ? 0 : speed,
            Parked = parked,
            IsWalker = across is not null,
            WalkHeading = across ?? 0f,
        };
        _actors.Add(actor);
        return actor;
    }

    private void Park(float egoS, float travel)
    {
        if (_scenario.Parking <= 0)
        {
            return;
        }

        bool open = _scenario.Road == RoadStyle.None;
        float outer = open ? 9f : _layout.Lanes.Max(lane => Math.Abs(lane.Centre) + (lane.Width / 2)) + 1.05f;
        for (int side = -1; side <= 1; side += 2)
        {
            for (float s = egoS - 10f; s < egoS + travel + 160f; s += open ? _random.Range(6f, 12f) : _random.Range(5.6f, 6.6f))
            {
                bool junction = _layout.Junctions.Any(j => s > j.StartS - 12f && s < j.EndS + 12f);
                if (!junction && _random.Chance(_scenario.Parking))
                {
                    Spawn(_random.Chance(0.1f) ? ActorKind.Van : ActorKind.Car, s, side * (outer + (open ? _random.Range(0f, 9f) : 0f)), side < 0 ? 1 : -1, 0f, parked: true);
                }
            }
        }
    }

    /// <summary>Vehicles that wait in side streets, or cross some seconds before the ego car comes.</summary>
    private void SideStreets(float egoS, float travel)
    {
        float kerb = -_layout.Bands[1].From - 4.2f;
        foreach (Junction junction in _layout.Junctions)
        {
            if (junction.StartS < egoS + 15f || junction.StartS > egoS + travel + 200f)
            {
                continue;
            }

            for (int side = -1; side <= 1; side += 2)
            {
                // People keep to the right: who comes from the right drives on the farther half of the side street.
                float s = ((junction.StartS + junction.EndS) / 2) - (side * (junction.EndS - junction.StartS) / 4);
                float across = -side * MathF.PI / 2;
                float arrival = (junction.StartS - egoS) / _scenario.Speed;
                if (!junction.HasLights && arrival > 6f && _random.Chance(0.4f))
                {
                    float speed = _random.Range(5f, 9f);
                    Spawn(ActorKind.Car, s, side * speed * (arrival - _random.Range(4.5f, 8f)), 1, speed, parked: false, across);
                    continue;
                }

                if (_random.Chance(0.5f))
                {
                    Actor first = Spawn(_random.Chance(0.15f) ? ActorKind.Van : ActorKind.Car, s, side * (kerb + _random.Range(3.5f, 5f)), 1, 0f, parked: false, across);
                    if (_random.Chance(0.4f))
                    {
                        Spawn(ActorKind.Car, s, first.D + (side * _random.Range(6.5f, 8.5f)), 1, 0f, parked: false, across);
                    }
                }
            }
        }
    }

    private void People(float egoS, float travel)
    {
        int count = (int)(_scenario.People * (travel + 150f) / 1000f);
        float kerb = _layout.Bands[1].From;
        for (int i = 0; i < count; i++)
        {
            float s = egoS + _random.Range(8f, travel + 150f);
            bool cyclist = _random.Chance(_crowded ? 0.3f : 0.2f) && _scenario.Road == RoadStyle.Urban;
            if (cyclist)
            {
                float edge = _layout.DrivableRight;
                Spawn(ActorKind.Cyclist, s, edge - 0.5f, 1, _random.Range(3.5f, 6f), parked: false);
                continue;
            }

            VehicleModel[] gait = _catalog.Walker();
            bool atKerb = _crowded && _scenario.Road == RoadStyle.Urban && _random.Chance(0.35f);
            bool crossing = !atKerb && _layout.Junctions.Length > 0 && _random.Chance(0.12f);
            float heading = crossing ? (_random.Chance(0.5f) ? MathF.PI / 2 : -MathF.PI / 2) : _random.Chance(0.5f) ? 0f : MathF.PI;
            float beside = _scenario.Road == RoadStyle.None ? _random.Range(4f, 14f) : -kerb - _random.Range(0.8f, 3.4f);
            float d = (_random.Chance(0.5f) ? 1f : -1f) * beside;
            if (atKerb)
            {
                // Between parked cars or stepping on to the road.
                d = MathF.CopySign(_random.Range(-_layout.DrivableRight - 0.4f, -kerb - 4.2f), d);
            }

            if (crossing)
            {
                Junction junction = _random.Pick(_layout.Junctions);
                s = junction.StartS - 2.4f;
                d = MathF.Sin(heading) > 0 ? -_random.Range(3f, 14f) : _random.Range(3f, 14f);
            }

            _actors.Add(new Actor
            {
                Id = _actors.Count + 1,
                Kind = ActorKind.Pedestrian,
                Model = gait[0],
                Gait = gait,
                Materials = [.. gait[0].Materials.Select(material => material.WithPaint(Vector3.Zero))],
                S = s,
                D = d,
                TargetD = d,
                Speed = _random.Range(0.9f, 1.6f),
                IsWalker = true,
                WalkHeading = heading,
            });
        }
    }
}
