using System.Numerics;

namespace Simulation.Rendering;

/// <summary>The lamps of a frame: the ego car's beam, street lamps, other vehicles' headlights. Colours are linear RGB.</summary>
internal sealed class SceneLights
{
    private const int MaximumBeams = 8;
    private readonly List<(Vector3 Position, Vector3 Forward)> _beams = [];
    private readonly List<Vector3> _lamps = [];
    private float _egoBeam;
    private float _lampLight;
    private Vector3 _egoLamp;
    private Vector3 _egoForward;
    private Vector3 _egoLeft;
    private Vector3 _egoUp;

    public bool Any { get; private set; }

    public void Begin(Atmosphere atmosphere, in Placement ego)
    {
        _egoBeam = atmosphere.EgoBeam;
        _lampLight = atmosphere.StreetLamps;
        _egoLamp = ego.Origin + (ego.Forward * 3.4f) + (ego.Up * 0.68f);
        _egoForward = ego.Forward;
        _egoLeft = ego.Left;
        _egoUp = ego.Up;
        _beams.Clear();
        _lamps.Clear();
        Any = _egoBeam > 0 || _lampLight > 0;
    }

    public void AddBeam(Vector3 position, Vector3 forward)
    {
        if (_beams.Count < MaximumBeams)
        {
            _beams.Add((position, forward));
        }
    }

    public void AddLamp(Vector3 position) => _lamps.Add(position);

    /// <summary>Light arriving at a surface.</summary>
    public Vector3 At(Vector3 point, Vector3 normal)
    {
        Vector3 sum = Vector3.Zero;
        if (_egoBeam > 0)
        {
            Vector3 ray = point - _egoLamp;
            float ahead = Vector3.Dot(ray, _egoForward);
            if (ahead > 0.3f)
            {
                float turn = Vector3.Dot(ray, _egoLeft) / ahead;
                float rise = Vector3.Dot(ray, _egoUp) / ahead;
                float squared = ray.LengthSquared();
                float facing = Math.Abs(Vector3.Dot(normal, ray)) / MathF.Sqrt(squared);
                float cutoff = 0.035f + (0.965f * Math.Clamp((-rise - 0.002f - (turn > 0 ? 0.004f : 0f)) * 120f, 0f, 1f));
                float pattern = MathF.Exp(-turn * turn * 6f) * cutoff;
                float near = Math.Clamp(squared / 40f, 0f, 1f);
                sum += new Vector3(1f, 0.93f, 0.8f) * (_egoBeam * 900f * pattern * near * (0.06f + facing) / (squared + 10f));
            }
        }

        foreach (Vector3 lamp in _lamps)
        {
            Vector3 ray = lamp - point;
            float squared = ray.LengthSquared();
            if (squared < 1600f)
            {
                float facing = Math.Max(0.15f, Vector3.Dot(normal, ray) / MathF.Sqrt(squared));
                sum += new Vector3(1f, 0.68f, 0.36f) * (_lampLight * 26f * facing / (squared + 12f));
            }
        }

        foreach ((Vector3 position, Vector3 forward) in _beams)
        {
            Vector3 ray = point - position;
            float ahead = Vector3.Dot(ray, forward);
            if (ahead > 0.3f && ahead < 40f)
            {
                float squared = ray.LengthSquared();
                float side = (squared - (ahead * ahead)) / (ahead * ahead);
                float facing = Math.Max(0f, -Vector3.Dot(normal, ray)) / MathF.Sqrt(squared);
                sum += new Vector3(1f, 0.95f, 0.85f) * (250f * MathF.Exp(-side * 9f) * (0.02f + facing) / (squared + 12f));
            }
        }

        return sum;
    }
}
