using System.Runtime.Intrinsics;

namespace Simulation.Roads;

/// <summary>A lane that comes in from the right, runs along and tapers out.</summary>
/// <param name="JoinS">Station where it lies beside the right lane.</param>
/// <param name="EndS">Station where its taper ends.</param>
public readonly record struct MergeRamp(float JoinS, float EndS)
{
    /// <summary>How far before <see cref="JoinS"/> the ramp is modelled, metres.</summary>
    public const float Approach = 160f;

    private const float Taper = 70f;
    private const float LaneWidth = 3.6f;
    private const float ApproachBend = 0.0009f;

    public float StartS => JoinS - Approach;

    /// <summary>Width of the ground between the carriageway and the ramp, metres.</summary>
    public float GapAt(float s)
    {
        float before = JoinS - s;
        return s < StartS || before <= 0 ? 0f : before * before * ApproachBend;
    }

    /// <summary>Width of the ramp's lane, metres.</summary>
    public float WidthAt(float s)
    {
        if (s < StartS || s > EndS)
        {
            return 0f;
        }

        float left = EndS - s;
        return left >= Taper ? LaneWidth : LaneWidth * left / Taper;
    }

    /// <summary>As <see cref="GapAt(float)"/>, within the ramp's stations.</summary>
    internal Vector256<float> GapAt(Vector256<float> s)
    {
        Vector256<float> before = Vector256.MaxNative(Vector256.Create(JoinS) - s, Vector256<float>.Zero);
        return before * before * ApproachBend;
    }

    /// <summary>As <see cref="WidthAt(float)"/>, within the ramp's stations.</summary>
    internal Vector256<float> WidthAt(Vector256<float> s) =>
        Vector256.MinNative((Vector256.Create(EndS) - s) * (LaneWidth / Taper), Vector256.Create(LaneWidth));
}
