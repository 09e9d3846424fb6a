using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Lamps that a wet road mirrors, as streaks below them. Filled before a frame; thread safe while it is drawn.</summary>
/// <remarks>
/// A lamp's mirror image lies as far below the road as the lamp above it. The road's roughness spreads it: a little across, further
/// towards the camera. What stands between is not considered.
/// </remarks>
internal sealed class WetReflections
{
    private const int Most = 24;
    private const float Across = 0.18f;
    private const float LeastAcross = 0.0035f;
    private const float Nearer = 0.055f;
    private const float Farther = 0.014f;
    private readonly List<(float Left, float Up, float Narrowness, Vector3 Light)> _images = [];
    private CameraPose _pose;
    private Placement _road;

    public bool Any => _images.Count > 0;

    /// <param name="pose">The camera's.</param>
    /// <param name="road">The ego frame: its plane is the mirror.</param>
    public void Begin(in CameraPose pose, in Placement road)
    {
        _pose = pose;
        _road = road;
        _images.Clear();
    }

    /// <summary>Adds a lamp; those beyond a number are left out, so the nearest come first.</summary>
    /// <param name="position">World frame.</param>
    /// <param name="light">Its radiance.</param>
    public void Add(Vector3 position, Vector3 light)
    {
        Vector3 image = position - (_road.Up * (2f * Vector3.Dot(position - _road.Origin, _road.Up)));
        (float ahead, float left, float up) = Split(image - _pose.Position);
        if (_images.Count < Most && ahead > 2f)
        {
            float narrow = 1f / Math.Max(LeastAcross, Across / ahead);
            _images.Add((left / ahead, up / ahead, narrow, light));
        }
    }

    /// <summary>Light mirrored towards the camera at eight points of the road.</summary>
    public Vectors8 At(Vectors8 point)
    {
        Vectors8 ray = point - Vectors8.Of(_pose.Position);
        Vector256<float> share = Vector256<float>.One / EightWide.Max(Vectors8.Dot(ray, Vectors8.Of(_road.Forward)), EightWide.Of(0.1f));
        Vector256<float> left = Vectors8.Dot(ray, Vectors8.Of(_road.Left)) * share;
        Vector256<float> up = Vectors8.Dot(ray, Vectors8.Of(_road.Up)) * share;
        Vectors8 sum = default;
        foreach ((float imageLeft, float imageUp, float narrow, Vector3 light) in _images)
        {
            Vector256<float> across = (left - EightWide.Of(imageLeft)) * narrow;
            Vector256<float> near = Vector256.LessThan(Vector256.Abs(across), EightWide.Of(3f));
            if (!EightWide.Any(near))
            {
                continue;
            }

            Vector256<float> along = up - EightWide.Of(imageUp);
            along *= EightWide.Select(Vector256.LessThan(along, Vector256<float>.Zero), EightWide.Of(1f / Nearer), EightWide.Of(1f / Farther));
            sum += Vectors8.Of(light) * (near & EightWide.Exp(-((across * across) + (along * along))));
        }

        return sum;
    }

    private (float Ahead, float Left, float Up) Split(Vector3 v) => (Vector3.Dot(v, _road.Forward), Vector3.Dot(v, _road.Left), Vector3.Dot(v, _road.Up));
}
