using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>The visible ground pixels of one row of the image, packed side by side for eight at a time. One thread at a time.</summary>
/// <remarks>Arrays are as long as the image is wide, with room for a last group of eight. World frame, metres.</remarks>
internal sealed class GroundRow
{
    private readonly (int X, int Count)[] _runs;
    private int _runCount;

    public GroundRow(int width)
    {
        int room = width + (2 * EightWide.Width);
        _runs = new (int, int)[width];
        S = new float[room];
        D = new float[room];
        Depth = new float[room];
        X = new float[room];
        Y = new float[room];
        Z = new float[room];
        NormalX = new float[room];
        NormalY = new float[room];
        NormalZ = new float[room];
        Distance = new float[room];
        Facing = new float[room];
        Along = new float[room];
        Red = new float[room];
        Green = new float[room];
        Blue = new float[room];
        Truth = new PixelTruth[room];
    }

    /// <summary>Pixels in the row.</summary>
    public int Count { get; private set; }

    /// <summary>Station.</summary>
    public float[] S { get; }

    /// <summary>Offset.</summary>
    public float[] D { get; }

    public float[] Depth { get; }

    public float[] X { get; }

    public float[] Y { get; }

    public float[] Z { get; }

    /// <summary>Not of unit length.</summary>
    public float[] NormalX { get; }

    public float[] NormalY { get; }

    public float[] NormalZ { get; }

    /// <summary>From the camera.</summary>
    public float[] Distance { get; }

    /// <summary>Cosine between the line of sight and the normal.</summary>
    public float[] Facing { get; }

    /// <summary>Lengths of the pixels' footprints along the road.</summary>
    public float[] Along { get; }

    /// <summary>Light towards the camera.</summary>
    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    public PixelTruth[] Truth { get; }

    public float LowS { get; private set; }

    public float HighS { get; private set; }

    /// <summary>Paint that lies in the row's stations; chosen anew for each row.</summary>
    public GroundSelection Selection { get; } = new();

    public void Begin()
    {
        Count = 0;
        _runCount = 0;
        LowS = float.MaxValue;
        HighS = float.MinValue;
    }

    /// <summary>Appends neighbouring pixels of one triangle.</summary>
    public void Append(FrameGeometry geometry, in TriangleSetup triangle, int x, int count, float py)
    {
        _runs[_runCount++] = (x, count);
        Vector3 p0 = geometry.World[triangle.V0];
        Vector3 p1 = geometry.World[triangle.V1] - p0;
        Vector3 p2 = geometry.World[triangle.V2] - p0;
        Vector3 n0 = geometry.Normals[triangle.V0];
        Vector3 n1 = geometry.Normals[triangle.V1] - n0;
        Vector3 n2 = geometry.Normals[triangle.V2] - n0;
        Vector2 c0 = geometry.Coordinates[triangle.V0];
        Vector2 c1 = geometry.Coordinates[triangle.V1] - c0;
        Vector2 c2 = geometry.Coordinates[triangle.V2] - c0;
        float r0 = (triangle.B0 * py) + triangle.C0;
        float r1 = (triangle.B1 * py) + triangle.C1;
        float r2 = (triangle.B2 * py) + triangle.C2;
        for (int i = 0; i < count; i += EightWide.Width)
        {
            Vector256<float> px = EightWide.Iota + EightWide.Of(x + i + 0.5f);
            Vector256<float> e1 = (px * triangle.A1) + EightWide.Of(r1);
            Vector256<float> e2 = (px * triangle.A2) + EightWide.Of(r2);
            Vector256<float> depth = Vector256<float>.One / ((px * triangle.A0) + EightWide.Of(r0) + e1 + e2);
            e1 *= depth;
            e2 *= depth;
            int at = Count + i;
            EightWide.Store(depth, Depth, at);
            EightWide.Store((e1 * p1.X) + (e2 * p2.X) + EightWide.Of(p0.X), X, at);
            EightWide.Store((e1 * p1.Y) + (e2 * p2.Y) + EightWide.Of(p0.Y), Y, at);
            EightWide.Store((e1 * p1.Z) + (e2 * p2.Z) + EightWide.Of(p0.Z), Z, at);
            EightWide.Store((e1 * n1.X) + (e2 * n2.X) + EightWide.Of(n0.X), NormalX, at);
            EightWide.Store((e1 * n1.Y) + (e2 * n2.Y) + EightWide.Of(n0.Y), NormalY, at);
            EightWide.Store((e1 * n1.Z) + (e2 * n2.Z) + EightWide.Of(n0.Z), NormalZ, at);
            EightWide.Store((e1 * c1.X) + (e2 * c2.X) + EightWide.Of(c0.X), S, at);
            EightWide.Store((e1 * c1.Y) + (e2 * c2.Y) + EightWide.Of(c0.Y), D, at);
        }

        // Along a line on a plane the station rises or falls throughout.
        float first = S[Count];
        Count += count;
        float last = S[Count - 1];
        LowS = Math.Min(LowS, Math.Min(first, last));
        HighS = Math.Max(HighS, Math.Max(first, last));
    }

    /// <summary>Repeats the last pixel to a whole group of eight.</summary>
    public void Pad()
    {
        foreach (float[] values in (ReadOnlySpan<float[]>)[S, D, Depth, X, Y, Z, NormalX, NormalY, NormalZ])
        {
            values.AsSpan(Count, EightWide.Width).Fill(values[Count - 1]);
        }
    }

    /// <summary>Puts what was shaded into its places of the picture's row.</summary>
    public void Scatter(LightImage light, PixelTruth[] truth, int row)
    {
        int at = 0;
        for (int i = 0; i < _runCount; i++)
        {
            (int x, int count) = _runs[i];
            Red.AsSpan(at, count).CopyTo(light.Red.AsSpan(row + x));
            Green.AsSpan(at, count).CopyTo(light.Green.AsSpan(row + x));
            Blue.AsSpan(at, count).CopyTo(light.Blue.AsSpan(row + x));
            Truth.AsSpan(at, count).CopyTo(truth.AsSpan(row + x));
            at += count;
        }
    }
}
