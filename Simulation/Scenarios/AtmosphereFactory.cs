using System.Numerics;
using Simulation.Rendering;

namespace Simulation.Scenarios;

/// <summary>Draws light and weather at random within each kind.</summary>
public static class AtmosphereFactory
{
    public static Atmosphere Create(Weather weather, SeededRandom random) => weather switch
    {
        Weather.Clear => Clear(random),
        Weather.Cloudy => Cloudy(random),
        Weather.Dusk => Dusk(random),
        Weather.Night => Night(random),
        Weather.Rain => Rain(random),
        _ => Fog(random),
    };

    private static Vector3 Towards(SeededRandom random, float lowDeg, float highDeg)
    {
        float elevation = random.Range(lowDeg, highDeg) * MathF.PI / 180f;
        float azimuth = random.Range(0.4f, 5.9f);
        return new Vector3(MathF.Cos(azimuth) * MathF.Cos(elevation), MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation));
    }

    private static Atmosphere Clear(SeededRandom random)
    {
        float warm = random.Range(0f, 1f);
        return new Atmosphere
        {
            SunDirection = Towards(random, 28f, 62f),
            SunColour = Vector3.Lerp(new Vector3(3.0f, 2.85f, 2.65f), new Vector3(3.1f, 2.75f, 2.3f), warm),
            Zenith = new Vector3(0.19f, 0.42f, 0.92f) * random.Range(0.85f, 1.15f),
            Horizon = new Vector3(0.9f, 1.1f, 1.3f) * random.Range(0.9f, 1.1f),
            HazeColour = new Vector3(0.85f, 1.0f, 1.16f),
            HazeDensity = random.Range(0.0003f, 0.0009f),
            Clouds = random.Chance(0.4f) ? random.Range(0.05f, 0.45f) : 0f,
            CloudColour = new Vector3(1.5f, 1.5f, 1.52f),
            Exposure = random.Range(0.36f, 0.44f),
            ExposureTime = 0.0015f,
            Bloom = 0f,
            Noise = 0.3f,
        };
    }

    private static Atmosphere Cloudy(SeededRandom random) => new()
    {
        SunDirection = Towards(random, 35f, 60f),
        SunColour = new Vector3(0.35f),
        Zenith = new Vector3(0.75f, 0.8f, 0.88f),
        Horizon = new Vector3(1.0f, 1.03f, 1.07f),
        HazeColour = new Vector3(0.85f, 0.88f, 0.92f),
        HazeDensity = random.Range(0.0008f, 0.0016f),
        Clouds = random.Range(0.7f, 1f),
        CloudColour = new Vector3(1.0f, 1.02f, 1.06f),
        Exposure = random.Range(0.55f, 0.65f),
        ExposureTime = 0.004f,
        Bloom = 0f,
        Noise = 0.5f,
    };

    private static Atmosphere Dusk(SeededRandom random) => new()
    {
        SunDirection = Towards(random, 4f, 9f),
        SunColour = new Vector3(0.10f, 0.055f, 0.03f),
        Zenith = new Vector3(0.07f, 0.105f, 0.2f),
        Horizon = new Vector3(0.5f, 0.3f, 0.22f),
        HazeColour = new Vector3(0.25f, 0.2f, 0.2f),
        HazeDensity = random.Range(0.0008f, 0.0016f),
        Clouds = random.Range(0.1f, 0.5f),
        CloudColour = new Vector3(0.3f, 0.2f, 0.2f),
        Headlights = true,
        EgoBeam = 0.08f,
        StreetLamps = 0.55f,
        Exposure = 1.55f,
        ExposureTime = 0.012f,
        Noise = 0.8f,
        Bloom = 0.1f,
    };

    private static Atmosphere Night(SeededRandom random) => new()
    {
        SunDirection = Towards(random, 30f, 60f),
        SunColour = new Vector3(0.002f, 0.0022f, 0.003f),
        Zenith = new Vector3(0.002f, 0.0025f, 0.005f),
        Horizon = new Vector3(0.012f, 0.01f, 0.009f),
        HazeColour = new Vector3(0.008f, 0.007f, 0.007f),
        HazeDensity = random.Range(0.0008f, 0.0014f),
        Headlights = true,
        EgoBeam = 0.3f,
        StreetLamps = 0.4f,
        Exposure = 2.4f,
        ExposureTime = 0.022f,
        Noise = 2f,
        Bloom = 0.13f,
    };

    private static Atmosphere Rain(SeededRandom random) => new()
    {
        SunDirection = Towards(random, 35f, 60f),
        SunColour = new Vector3(0.05f),
        Zenith = new Vector3(0.42f, 0.45f, 0.49f),
        Horizon = new Vector3(0.6f, 0.62f, 0.65f),
        HazeColour = new Vector3(0.52f, 0.545f, 0.57f),
        HazeDensity = random.Range(0.003f, 0.0055f),
        Clouds = 1f,
        CloudColour = new Vector3(0.55f, 0.57f, 0.6f),
        Wetness = random.Range(0.75f, 1f),
        Rain = random.Range(0.5f, 1f),
        Headlights = true,
        Exposure = 0.95f,
        ExposureTime = 0.006f,
        Noise = 1.2f,
        Bloom = 0.07f,
    };

    private static Atmosphere Fog(SeededRandom random) => new()
    {
        SunDirection = Towards(random, 35f, 60f),
        SunColour = new Vector3(0.12f),
        Zenith = new Vector3(0.72f, 0.74f, 0.77f),
        Horizon = new Vector3(0.78f, 0.8f, 0.82f),
        HazeColour = new Vector3(0.74f, 0.76f, 0.79f),
        HazeDensity = random.Range(0.014f, 0.022f),
        Clouds = 1f,
        CloudColour = new Vector3(0.76f, 0.78f, 0.81f),
        Wetness = 0.35f,
        Headlights = true,
        Exposure = 0.68f,
        ExposureTime = 0.005f,
        Noise = 0.5f,
        Bloom = 0.06f,
    };
}
