using System.ComponentModel.DataAnnotations;

namespace Simulation.Traffic;

/// <summary>The intelligent driver model (Treiber, Hennecke and Helbing 2000): how a driver follows the car before it.</summary>
public sealed record IntelligentDriver
{
    private const float HardestBraking = 8.5f;

    /// <summary>m/s².</summary>
    [Range(0.1, 5)]
    public float Acceleration { get; init; } = 1.4f;

    /// <summary>Comfortable braking, m/s².</summary>
    [Range(0.1, 8)]
    public float Braking { get; init; } = 2.2f;

    /// <summary>Time gap, seconds.</summary>
    [Range(0.3, 5)]
    public float TimeGap { get; init; } = 1.3f;

    /// <summary>Gap when standing, metres.</summary>
    [Range(0.5, 10)]
    public float StandingGap { get; init; } = 2.5f;

    /// <summary>Acceleration, m/s².</summary>
    /// <param name="speed">Own speed, m/s.</param>
    /// <param name="desired">Speed on a free road, m/s.</param>
    /// <param name="gap">Metres to the rear of the vehicle before; infinity on a free road.</param>
    /// <param name="closing">Own speed less the other's, m/s.</param>
    public float Accelerate(float speed, float desired, float gap, float closing)
    {
        float ratio = speed / Math.Max(0.1f, desired);
        float free = Acceleration * (1f - (ratio * ratio * ratio * ratio));
        if (float.IsPositiveInfinity(gap))
        {
            return Math.Max(free, -Braking);
        }

        float wanted = StandingGap + Math.Max(0f, (speed * TimeGap) + (speed * closing / (2f * MathF.Sqrt(Acceleration * Braking))));
        float pressure = wanted / Math.Max(0.5f, gap);
        return Math.Clamp(free - (Acceleration * pressure * pressure), -HardestBraking, Acceleration);
    }
}
