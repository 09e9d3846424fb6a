using System.Numerics;

namespace Simulation.Meshes;

/// <summary>The lines of a car's body. Metres; x from the middle of the car, positive forward; z above the ground.</summary>
public sealed record CarShape
{
    public required string Name { get; init; }

    public required float Length { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Top line seen from the side: (x, z), ascending x.</summary>
    public required Vector2[] Top { get; init; }

    /// <summary>Belt line, where the side windows begin: (x, z), ascending x.</summary>
    public required Vector2[] Belt { get; init; }

    /// <summary>Half width over length, as a share of half the width: (x, share), ascending x.</summary>
    public required Vector2[] Plan { get; init; }

    /// <summary>Underside: (x, z), ascending x.</summary>
    public required Vector2[] Bottom { get; init; }

    /// <summary>Half width of the roof as a share of half the width.</summary>
    public float Tumblehome { get; init; } = 0.74f;

    public required float FrontAxle { get; init; }

    public required float RearAxle { get; init; }

    public required float WheelRadius { get; init; }

    /// <summary>The side windows' front and rear end, x.</summary>
    public required Vector2 SideGlass { get; init; }

    /// <summary>Where opaque body interrupts the side windows, x.</summary>
    public float[] Pillars { get; init; } = [];

    /// <summary>The windscreen, x from its header to its foot.</summary>
    public required Vector2 Windscreen { get; init; }

    /// <summary>The rear window, x from its foot to its header.</summary>
    public required Vector2 RearGlass { get; init; }

    /// <summary>The rear window is upright, in the tailgate.</summary>
    public bool UprightRear { get; init; }

    /// <summary>Height of the tail lamps' lower and upper end.</summary>
    public required Vector2 TailLamps { get; init; }

    /// <summary>Where the tail lamps' inner end lies, as a share of half the width.</summary>
    public float TailLampInner { get; init; } = 0.58f;

    /// <summary>Height of the headlights' lower and upper end.</summary>
    public required Vector2 HeadLamps { get; init; }

    /// <summary>Height of the rear plate's middle.</summary>
    public float RearPlate { get; init; } = 0.72f;

    /// <summary>An open load bed between these x, or null.</summary>
    public Vector2? Bed { get; init; }

    /// <summary>Unpainted plastic along the sills, metres above the underside.</summary>
    public float Cladding { get; init; } = 0.06f;

    /// <summary>Height of the lowest parts under the floor, metres.</summary>
    public float Clearance => Bottom.Min(point => point.Y) - 0.05f;

    /// <summary>No windows behind the front doors.</summary>
    public bool PanelSides { get; init; }

    public static float At(Vector2[] line, float x)
    {
        if (x <= line[0].X)
        {
            return line[0].Y;
        }

        for (int i = 1; i < line.Length; i++)
        {
            if (x <= line[i].X)
            {
                float t = (x - line[i - 1].X) / Math.Max(1e-5f, line[i].X - line[i - 1].X);
                return line[i - 1].Y + (t * (line[i].Y - line[i - 1].Y));
            }
        }

        return line[^1].Y;
    }

    /// <summary>A larger or smaller car of the same lines.</summary>
    public CarShape Scaled(string name, float length, float width, float height)
    {
        Vector2 scale = new(length, height);
        Vector2[] Stretch(Vector2[] line) => [.. line.Select(point => point * scale)];
        return this with
        {
            Name = name,
            Length = Length * length,
            Width = Width * width,
            Height = Height * height,
            Top = Stretch(Top),
            Belt = Stretch(Belt),
            Bottom = Stretch(Bottom),
            Plan = [.. Plan.Select(point => new Vector2(point.X * length, point.Y))],
            FrontAxle = FrontAxle * length,
            RearAxle = RearAxle * length,
            WheelRadius = WheelRadius * MathF.Sqrt(height),
            SideGlass = SideGlass * length,
            Pillars = [.. Pillars.Select(x => x * length)],
            Windscreen = Windscreen * length,
            RearGlass = RearGlass * length,
            TailLamps = TailLamps * height,
            HeadLamps = HeadLamps * height,
            RearPlate = RearPlate * height,
            Bed = Bed * length,
        };
    }
}
