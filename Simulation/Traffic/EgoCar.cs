using System.Numerics;
using Simulation.Rendering;
using Simulation.Roads;

namespace Simulation.Traffic;

/// <summary>The car that carries the camera: its way along the road and how its body pitches and rolls.</summary>
/// <remarks>Its station and offset are the rear-axle centre's. Not thread safe.</remarks>
public sealed class EgoCar
{
    public const float Length = 4.6f;

    /// <summary>How far the middle of the car lies before the rear axle, metres.</summary>
    public const float CentreAhead = 1.35f;

    private const float Frequency = 8f;
    private const float Damping = 0.45f;
    private const float WheelBase = 2.7f;

    // Rad/s: swings the camera by some 1.5°.
    private const float HumpPitchRate = 0.3f;
    private const float PitchPerAcceleration = -0.0045f;
    private const float RollPerAcceleration = 0.0055f;
    private readonly SeededRandom _random;
    private readonly RoadPath _path;
    private readonly float _laneCentre;
    private readonly float _roughness;
    private readonly float _humpDistance;
    private float _wander;
    private float _wanderRate;

    /// <param name="path">The road.</param>
    /// <param name="s">Station, metres.</param>
    /// <param name="laneCentre">Of its lane, metres.</param>
    /// <param name="speed">m/s.</param>
    /// <param name="roughness">Of the road.</param>
    /// <param name="humpDistance">From one hump across the road to the next, metres; 0 without humps.</param>
    /// <param name="random">Its own.</param>
    public EgoCar(RoadPath path, float s, float laneCentre, float speed, float roughness, float humpDistance, SeededRandom random)
    {
        _path = path;
        _random = random;
        _laneCentre = laneCentre;
        _roughness = roughness;
        _humpDistance = humpDistance;
        S = s;
        D = laneCentre;
        Speed = speed;
        DesiredSpeed = speed;
    }

    public float S { get; private set; }

    public float D { get; private set; }

    public float Speed { get; private set; }

    public float DesiredSpeed { get; set; }

    public float Acceleration { get; private set; }

    /// <summary>Sideways speed, m/s, positive to the left.</summary>
    public float LateralSpeed { get; private set; }

    /// <summary>The body's pitch over the road, radians, positive nose down.</summary>
    public float Pitch { get; private set; }

    /// <summary>The body's roll over the road, radians, positive to the right (ISO 8855, about X).</summary>
    public float Roll { get; private set; }

    /// <summary>Of <see cref="Pitch"/>, rad/s.</summary>
    public float PitchRate { get; private set; }

    /// <summary>Of <see cref="Roll"/>, rad/s.</summary>
    public float RollRate { get; private set; }

    /// <summary>rad/s, positive to the left.</summary>
    public float YawRate => Speed * _path.CurvatureAt(S) / (1f - (_path.CurvatureAt(S) * D));

    /// <summary>The ego frame: rear-axle centre on the ground, X forward in the road's plane, without the body's pitch and roll.</summary>
    public Placement Frame()
    {
        RoadFrame road = _path.FrameAt(S);
        float turn = Speed > 0.5f ? MathF.Atan2(LateralSpeed, Speed) : 0f;
        (float sin, float cos) = MathF.SinCos(turn);
        return new Placement(
            road.Origin + (road.Left * D), (road.Forward * cos) + (road.Left * sin), (road.Left * cos) - (road.Forward * sin), road.Up);
    }

    public Vector3 Velocity()
    {
        Placement frame = Frame();
        return frame.Forward * Speed;
    }

    public void Step(float acceleration, float step)
    {
        Acceleration += Math.Clamp(acceleration - Acceleration, -12f * step, 12f * step);
        Speed = Math.Max(0f, Speed + (Acceleration * step));
        float before = S;
        S += Speed * step / (1f - (_path.CurvatureAt(S) * D));
        _wanderRate += ((-0.25f * _wanderRate) - (0.12f * _wander)) * step;
        _wanderRate += 0.05f * MathF.Sqrt(step) * _random.Normal();
        _wander += _wanderRate * step;
        float target = _laneCentre + Math.Clamp(_wander, -0.35f, 0.35f);
        float rate = (target - D) * 0.8f * Math.Clamp(Speed / 5f, 0f, 1f);
        LateralSpeed += Math.Clamp(rate - LateralSpeed, -1.5f * step, 1.5f * step);
        D += LateralSpeed * step;
        float bumps = _roughness * MathF.Sqrt(step) * Math.Clamp(Speed / 15f, 0f, 1.4f);
        (Pitch, PitchRate) = Settle(Pitch, PitchRate, Acceleration * PitchPerAcceleration, (bumps * _random.Normal()) + HumpKick(before), step);
        float sideways = Speed * Speed * _path.CurvatureAt(S);
        (Roll, RollRate) = Settle(Roll, RollRate, sideways * RollPerAcceleration, bumps * 0.7f * _random.Normal(), step);
    }

    /// <summary>A hump throws the nose up when the front wheels meet it and the tail when the rear wheels do.</summary>
    private float HumpKick(float before)
    {
        if (_humpDistance == 0)
        {
            return 0;
        }

        return HumpPitchRate * (Meets(0f) - Meets(WheelBase));

        int Meets(float ahead) => (int)MathF.Floor((S + ahead) / _humpDistance) - (int)MathF.Floor((before + ahead) / _humpDistance);
    }

    private static (float Angle, float Rate) Settle(float angle, float rate, float target, float kick, float step)
    {
        rate += (((Frequency * Frequency * (target - angle)) - (2f * Damping * Frequency * rate)) * step) + kick;
        return (angle + (rate * step), rate);
    }
}
