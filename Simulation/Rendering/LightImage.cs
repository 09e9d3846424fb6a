using System.Numerics;

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

    public void Set(int pixel, Vector3 colour)
    {
        Red[pixel] = colour.X;
        Green[pixel] = colour.Y;
        Blue[pixel] = colour.Z;
    }

    public void Add(int pixel, Vector3 colour)
    {
        Red[pixel] += colour.X;
        Green[pixel] += colour.Y;
        Blue[pixel] += colour.Z;
    }
}
