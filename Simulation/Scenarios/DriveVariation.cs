using System.Numerics;

namespace Simulation.Scenarios;

/// <summary>What differs from drive to drive beyond the scenario: camera, lens, bonnet, how full the road is. Immutable.</summary>
/// <remarks>
/// Plain drives share one kind of camera, as one car's recordings do. Varied drives differ as training sets need it:
/// mounted 1.15 to 2.6 m high, 37 to 96 degrees wide, with and without bonnet and distortion, on empty and crowded roads.
/// </remarks>
public sealed record DriveVariation
{
    private const float PlainFocal = 1000f / 1280f;

    public required CameraMount Mount { get; init; }

    /// <summary>Focal length as a share of the image's width.</summary>
    public float FocalShare { get; init; } = PlainFocal;

    /// <summary>Brown–Conrady k1, k2.</summary>
    public (float K1, float K2) Distortion { get; init; }

    public bool Bonnet { get; init; }

    /// <summary>How far the bonnet lies forward of and above its usual place, metres, and how much wider it is.</summary>
    public Vector3 BonnetShape { get; init; } = new(0f, 0f, 1f);

    public Vector3 BonnetPaint { get; init; } = new(0.1f);

    public float ExposureFactor { get; init; } = 1f;

    /// <summary>Share of two-way roads with a white centre line.</summary>
    public float WhiteCentres { get; init; }

    /// <summary>Traffic close beside the ego car and people at the kerb, too.</summary>
    public bool Crowded { get; init; }

    /// <summary>The scenario as this drive plays it.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The project's usual camera, with a car's tolerances.</summary>
    public static DriveVariation Plain(Scenario scenario, SeededRandom camera) => new()
    {
        Scenario = scenario,
        Mount = new CameraMount(
            new Vector3(1.5f, camera.Range(-0.05f, 0.05f), camera.Range(1.3f, 1.5f)), camera.Range(-0.004f, 0.004f), camera.Range(0.0f, 0.035f), camera.Range(-0.008f, 0.008f)),
        Bonnet = scenario.Bonnet,
    };

    /// <summary>Another camera, bonnet and traffic with each seed.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="aspect">Height over width of the image.</param>
    /// <param name="random">Decides all.</param>
    public static DriveVariation Varied(Scenario scenario, float aspect, SeededRandom random)
    {
        bool tall = random.Chance(0.22f);
        float focal = 0.45f * MathF.Pow(1.5f / 0.45f, 0.15f + (0.85f * random.Next()) - (random.Chance(0.15f) ? 0.15f : 0f));
        float horizon = random.Range(0.3f, 0.6f);
        float corner = 0.25f * (1f + (aspect * aspect)) / (focal * focal);
        float barrel = random.Chance(0.4f) ? -random.Range(0.02f, 0.11f) / corner : 0f;
        float paint = random.Pick<float>([0.02f, 0.08f, 0.3f, 0.6f]);
        return new DriveVariation
        {
            Scenario = scenario with
            {
                Density = scenario.Density * random.Range(0.7f, 2f),
                HeavyShare = Math.Min(0.4f, scenario.HeavyShare * random.Range(0.8f, 2.6f)),
                MotorcycleShare = random.Range(0.05f, 0.14f),
                People = scenario.People * random.Range(1f, 2.6f),
                Parking = scenario.Parking <= 0 ? 0f : Math.Min(0.97f, scenario.Parking * random.Range(0.6f, 1.35f)),
                Speed = scenario.Speed * random.Range(0.6f, 1.05f),
            },
            Mount = new CameraMount(
                new Vector3(random.Range(1.35f, 1.75f), random.Range(-0.35f, 0.35f), tall ? random.Range(1.7f, 2.6f) : random.Range(1.15f, 1.55f)),
                0.012f * random.Normal(), MathF.Atan((0.5f - horizon) * aspect / focal), 0.02f * random.Normal()),
            FocalShare = focal,
            Distortion = (barrel, 0f),
            Bonnet = !tall && random.Chance(0.55f),
            BonnetShape = new Vector3(random.Range(-0.15f, 0.35f), random.Range(-0.14f, 0.06f), random.Range(0.95f, 1.2f)),
            BonnetPaint = random.Colour(new Vector3(paint * 0.7f), new Vector3(paint)),
            ExposureFactor = MathF.Exp(random.Range(-0.3f, 0.25f)),
            WhiteCentres = 0.2f,
            Crowded = true,
        };
    }
}
