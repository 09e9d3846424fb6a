using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Light, sky and weather of a scene. Colours are linear RGB radiance. Immutable.</summary>
public sealed record Atmosphere
{
    /// <summary>Unit, towards the sun (or moon).</summary>
    public required Vector3 SunDirection { get; init; }

    public required Vector3 SunColour { get; init; }

    public required Vector3 Zenith { get; init; }

    public required Vector3 Horizon { get; init; }

    /// <summary>Share of the sky under clouds, 0 to 1.</summary>
    public float Clouds { get; init; }

    public Vector3 CloudColour { get; init; } = new(1.1f);

    /// <summary>Extinction of the air, 1/m.</summary>
    public float HazeDensity { get; init; } = 0.0004f;

    public required Vector3 HazeColour { get; init; }

    /// <summary>How wet the road is, 0 to 1.</summary>
    public float Wetness { get; init; }

    /// <summary>How hard it rains, 0 to 1.</summary>
    public float Rain { get; init; }

    /// <summary>Vehicles drive with their lights on.</summary>
    public bool Headlights { get; init; }

    /// <summary>The ego car's headlights light the scene: dusk and night.</summary>
    public float EgoBeam { get; init; }

    /// <summary>Light of the street lamps, 0 off.</summary>
    public float StreetLamps { get; init; }

    /// <summary>What the camera multiplies radiance by.</summary>
    public float Exposure { get; init; } = 0.5f;

    /// <summary>Exposure time, seconds: what motion blurs over.</summary>
    public float ExposureTime { get; init; } = 0.003f;

    /// <summary>Noise of the sensor, in 8-bit steps at mid grey.</summary>
    public float Noise { get; init; } = 1.5f;

    /// <summary>How much bright light spreads in the lens.</summary>
    public float Bloom { get; init; } = 0.04f;
}
