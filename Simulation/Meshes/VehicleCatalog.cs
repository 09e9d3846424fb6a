using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Models and colours that a drive's traffic is picked from; built once per drive. Not thread safe.</summary>
public sealed class VehicleCatalog
{
    private static readonly (Vector3 Colour, float Weight)[] Paints =
    [
        (new(0.62f, 0.62f, 0.61f), 22), (new(0.012f, 0.012f, 0.014f), 18), (new(0.09f, 0.09f, 0.095f), 15), (new(0.33f, 0.34f, 0.35f), 15),
        (new(0.025f, 0.05f, 0.14f), 9), (new(0.26f, 0.015f, 0.015f), 8), (new(0.045f, 0.055f, 0.06f), 5), (new(0.2f, 0.17f, 0.12f), 3),
        (new(0.02f, 0.07f, 0.04f), 2), (new(0.06f, 0.14f, 0.3f), 3), (new(0.5f, 0.22f, 0.02f), 1), (new(0.1f, 0.02f, 0.025f), 2),
    ];

    private readonly SeededRandom _random;
    private readonly Dictionary<string, VehicleModel> _cars = [];
    private readonly List<VehicleModel> _trucks = [];
    private readonly List<VehicleModel> _buses = [];

    public VehicleCatalog(SeededRandom random)
    {
        _random = random;
    }

    public VehicleModel Car()
    {
        CarShape shape = _random.Pick<CarShape>(
            [CarShapes.Sedan, CarShapes.Sedan, CarShapes.Sedan, CarShapes.Hatchback, CarShapes.Hatchback, CarShapes.Suv, CarShapes.Suv, CarShapes.Estate, CarShapes.Pickup, CarShapes.Minivan, CarShapes.Coupe, CarShapes.CityCar, CarShapes.LargeSuv]);
        return Varied(shape);
    }

    public VehicleModel Van() => Varied(CarShapes.Van);

    public VehicleModel Truck()
    {
        if (_trucks.Count < 4)
        {
            _trucks.Add(LargeVehicleFactory.Truck(_random, _trucks.Count % 2 == 1));
        }

        return _random.Pick(_trucks);
    }

    public VehicleModel Bus()
    {
        if (_buses.Count < 2)
        {
            _buses.Add(LargeVehicleFactory.Bus(_random));
        }

        return _random.Pick(_buses);
    }

    public VehicleModel Motorcycle() => PeopleFactory.Motorcycle(_random);

    public VehicleModel Cyclist() => PeopleFactory.Cyclist(_random);

    public VehicleModel[] Walker() => PeopleFactory.Walker(_random);

    public Vector3 Paint()
    {
        float pick = _random.Range(0f, Paints.Sum(paint => paint.Weight));
        foreach ((Vector3 colour, float weight) in Paints)
        {
            pick -= weight;
            if (pick <= 0)
            {
                return colour * _random.Range(0.85f, 1.15f);
            }
        }

        return Paints[0].Colour;
    }

    private VehicleModel Varied(CarShape shape)
    {
        string key = shape.Name + _random.Range(0, 2);
        if (!_cars.TryGetValue(key, out VehicleModel? model))
        {
            CarShape varied = shape.Scaled(shape.Name, _random.Range(0.96f, 1.04f), _random.Range(0.98f, 1.03f), _random.Range(0.97f, 1.03f));
            model = CarModelFactory.Build(varied, _random);
            _cars.Add(key, model);
        }

        return model;
    }
}
