using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>The lamps of a frame: the ego car's beam, street lamps, other vehicles' headlights. Colours are linear RGB.</summary>
internal sealed class SceneLights
{
    private const int MaximumBeams = 8;
    private const float LampReach = 40f;
    private const float BeamReach = 40f;
    private const float NearestLit = 0.3f;
    private static readonly Vector3 EgoColour = new(1f, 0.93f, 0.8f);
    private static readonly Vector3 LampColour = new(1f, 0.68f, 0.36f);
    private static readonly Vector3 BeamColour = new(1f, 0.95f, 0.85f);
    private readonly List<(Vector3 Position, Vector3 Forward)> _beams = [];
    private readonly List<Vector3> _lamps = [];
    private readonly WetReflections _reflections = new();
    private float _egoBeam;
    private float _lampLight;
    private Vector3 _egoLamp;
    private Vector3 _egoForward;
    private Vector3 _egoLeft;
    private Vector3 _egoUp;

    public bool Any { get; private set; }

    /// <summary>Lamps that a wet road mirrors.</summary>
    public WetReflections Reflections => _reflections;

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

    /// <summary>Light arriving at eight points of surfaces.</summary>
    public Vectors8 At(Vectors8 point, Vectors8 normal)
    {
        Vectors8 sum = _egoBeam > 0 ? EgoBeam(point, normal) : default;
        Vector256<float> lamps = Vector256<float>.Zero;
        foreach (Vector3 lamp in _lamps)
        {
            Vectors8 ray = Vectors8.Of(lamp) - point;
            Vector256<float> squared = Vectors8.Dot(ray, ray);
            Vector256<float> near = Vector256.LessThan(squared, EightWide.Of(LampReach * LampReach));
            if (EightWide.Any(near))
            {
                Vector256<float> facing = EightWide.Max(EightWide.Of(0.15f), Vectors8.Dot(normal, ray) / Vector256.Sqrt(squared));
                lamps += near & (facing / (squared + EightWide.Of(12f)));
            }
        }

        sum += Vectors8.Of(LampColour) * (lamps * (_lampLight * 26f));
        Vector256<float> beams = Vector256<float>.Zero;
        foreach ((Vector3 position, Vector3 forward) in _beams)
        {
            Vectors8 ray = point - Vectors8.Of(position);
            Vector256<float> ahead = Vectors8.Dot(ray, Vectors8.Of(forward));
            Vector256<float> lit = Vector256.GreaterThan(ahead, EightWide.Of(NearestLit)) & Vector256.LessThan(ahead, EightWide.Of(BeamReach));
            if (EightWide.Any(lit))
            {
                Vector256<float> squared = Vectors8.Dot(ray, ray);
                Vector256<float> ahead2 = ahead * ahead;
                Vector256<float> side = (squared - ahead2) / EightWide.Max(ahead2, EightWide.Of(1e-6f));
                Vector256<float> facing = EightWide.Max(Vector256<float>.Zero, -Vectors8.Dot(normal, ray)) / Vector256.Sqrt(squared);
                beams += lit & (EightWide.Exp(side * -9f) * (facing + EightWide.Of(0.02f)) / (squared + EightWide.Of(12f)));
            }
        }

        return sum + (Vectors8.Of(BeamColour) * (beams * 250f));
    }

    private Vectors8 EgoBeam(Vectors8 point, Vectors8 normal)
    {
        Vectors8 ray = point - Vectors8.Of(_egoLamp);
        Vector256<float> ahead = Vectors8.Dot(ray, Vectors8.Of(_egoForward));
        Vector256<float> lit = Vector256.GreaterThan(ahead, EightWide.Of(NearestLit));
        if (!EightWide.Any(lit))
        {
            return default;
        }

        Vector256<float> share = Vector256<float>.One / EightWide.Max(ahead, EightWide.Of(NearestLit));
        Vector256<float> turn = Vectors8.Dot(ray, Vectors8.Of(_egoLeft)) * share;
        Vector256<float> rise = Vectors8.Dot(ray, Vectors8.Of(_egoUp)) * share;
        Vector256<float> squared = Vectors8.Dot(ray, ray);
        Vector256<float> facing = Vector256.Abs(Vectors8.Dot(normal, ray)) / Vector256.Sqrt(squared);
        Vector256<float> left = Vector256.GreaterThan(turn, Vector256<float>.Zero) & EightWide.Of(0.004f);
        Vector256<float> cutoff = (EightWide.Clamp01((-rise - EightWide.Of(0.002f) - left) * 120f) * 0.965f) + EightWide.Of(0.035f);
        Vector256<float> pattern = EightWide.Exp(turn * turn * -6f) * cutoff;
        Vector256<float> near = EightWide.Clamp01(squared * (1f / 40f));
        Vector256<float> strength = pattern * near * (facing + EightWide.Of(0.06f)) / (squared + EightWide.Of(10f));
        return Vectors8.Of(EgoColour) * (lit & (strength * (_egoBeam * 900f)));
    }
}
