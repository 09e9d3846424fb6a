using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Linear RGB radiance of each pixel, one plane for each colour, row-major.</summary>
internal sealed class LightImage
{
    public LightImage(int width, int height)
    {
        Width = width;
        Height = height;
        Red = new float[width * height];
        Green = new float[width * height];
        Blue = new float[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    /// <summary>Sets up to eight neighbouring pixels.</summary>
    public void Set(int pixel, int count, Vectors8 colour)
    {
        if (count >= EightWide.Width)
        {
            EightWide.Store(colour.X, Red, pixel);
            EightWide.Store(colour.Y, Green, pixel);
            EightWide.Store(colour.Z, Blue, pixel);
            return;
        }

        // What lies behind may be another thread's.
        Set(Red.AsSpan(pixel, count), colour.X);
        Set(Green.AsSpan(pixel, count), colour.Y);
        Set(Blue.AsSpan(pixel, count), colour.Z);
    }

    public void Add(int pixel, Vector3 colour)
    {
        Red[pixel] += colour.X;
        Green[pixel] += colour.Y;
        Blue[pixel] += colour.Z;
    }

    private static void Set(Span<float> pixels, Vector256<float> values)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = values[i];
        }
    }
}
