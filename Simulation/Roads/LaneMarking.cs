using System.Runtime.Intrinsics;
using Simulation.Rendering;

namespace Simulation.Roads;

/// <summary>A painted line along the road. Immutable and thread safe.</summary>
/// <remarks>Lengths and offsets in metres; a double line is two of these.</remarks>
public sealed record LaneMarking
{
    private const float SampleStep = 2f;

    public required float StartS { get; init; }

    public required float EndS { get; init; }

    /// <summary>Offset of the line's centre where it runs parallel to the road.</summary>
    public required float Offset { get; init; }

    public float Width { get; init; } = 0.15f;

    /// <summary>Painted length of a dash; zero for a solid line.</summary>
    public float Dash { get; init; }

    /// <summary>Unpainted length between dashes.</summary>
    public float Gap { get; init; }

    public PaintColour Colour { get; init; }

    /// <summary>0 is new, 1 is all but gone.</summary>
    public float Wear { get; init; }

    /// <summary>The type written to the truth: solid, dashed, double, edge.</summary>
    public required string Kind { get; init; }

    /// <summary>True for the farther line of a double one, which the truth does not list: the nearer one bounds the ego car's lane.</summary>
    public bool IsCompanion { get; init; }

    /// <summary>Offsets every two metres from <see cref="StartS"/> where the line tapers; null where it is parallel.</summary>
    public float[]? Offsets { get; init; }

    public float OffsetAt(float s)
    {
        if (Offsets is null)
        {
            return Offset;
        }

        float position = Math.Clamp((s - StartS) / SampleStep, 0f, Offsets.Length - 1.001f);
        int index = (int)position;
        return Offsets[index] + ((position - index) * (Offsets[index + 1] - Offsets[index]));
    }

    /// <summary>As <see cref="OffsetAt(float)"/> at eight stations of a line that tapers.</summary>
    internal Vector256<float> OffsetAt(Vector256<float> s)
    {
        Vector256<float> position = (s - Vector256.Create(StartS)) * (1f / SampleStep);
        position = EightWide.Min(EightWide.Max(position, Vector256<float>.Zero), EightWide.Of(Offsets!.Length - 1.001f));
        Vector256<float> whole = Vector256.Floor(position);
        Vector256<int> index = EightWide.ToInt(whole);
        return EightWide.Lerp(EightWide.Gather(Offsets, index), EightWide.Gather(Offsets, index + Vector256<int>.One), position - whole);
    }

    /// <summary>Samples a taper for <see cref="Offsets"/>.</summary>
    public static float[] Sample(float startS, float endS, Func<float, float> offset)
    {
        int count = Math.Max(2, (int)((endS - startS) / SampleStep) + 2);
        float[] offsets = new float[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = offset(startS + (i * SampleStep));
        }

        return offsets;
    }
}
