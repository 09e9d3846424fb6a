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
        TriangleRun run = new(geometry, triangle, py);
        for (int i = 0; i < count; i += EightWide.Width)
        {
            Vector256<float> depth = run.At(EightWide.Iota + EightWide.Of(x + i + 0.5f), out Vectors8 point, out Vectors8 normal, out Vector256<float> s, out Vector256<float> d);
            int at = Count + i;
            EightWide.Store(depth, Depth, at);
            EightWide.Store(point.X, X, at);
            EightWide.Store(point.Y, Y, at);
            EightWide.Store(point.Z, Z, at);
            EightWide.Store(normal.X, NormalX, at);
            EightWide.Store(normal.Y, NormalY, at);
            EightWide.Store(normal.Z, NormalZ, at);
            EightWide.Store(s, S, at);
            EightWide.Store(d, D, at);
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
