using OpenCvSharp;

namespace Perception.Inference;

/// <summary>
/// A road scene that is drawn by whole-number arithmetic alone, so that it is the same on every machine and version.
/// </summary>
/// <remarks>
/// Its colours are far from grey, so that a network fed with the wrong channel order answers differently, and it has no
/// symmetry. It is 960 × 540, 8-bit BGR.
/// </remarks>
public static class GoldenFrame
{
    public const int Width = 960;
    public const int Height = 540;

    /// <summary>Number of this drawing; expectations made for another one do not hold.</summary>
    public const int Version = 1;

    private const int Horizon = 250;
    private const int VanishingX = 500;

    private static readonly Vec3b LinePaint = new(60, 205, 235);
    private static readonly Vec3b DashPaint = new(235, 235, 235);
    private static readonly Vec3b Body = new(40, 30, 190);
    private static readonly Vec3b Glass = new(60, 50, 40);
    private static readonly Vec3b Tyre = new(25, 25, 25);
    private static readonly Vec3b Lamp = new(60, 160, 255);

    /// <returns>Owned by the caller.</returns>
    public static Mat Draw()
    {
        Mat image = new(Height, Width, MatType.CV_8UC3);
        Span<Vec3b> pixels = image.AsSpan<Vec3b>();
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                pixels[(y * Width) + x] = y < Horizon ? Sky(x, y) : Ground(x, y);
            }
        }

        Car(pixels, 560, 262, 110);
        Car(pixels, 150, 255, 170);
        return image;
    }

    private static Vec3b Sky(int x, int y)
    {
        // Trees stand on the horizon; above them the sky gets lighter downwards.
        int treeTop = Horizon - 30 - (Noise(x / 12, 7) % 60);
        return y > treeTop
            ? Shade(30, 90, 50, Noise(x / 2, y / 2) % 40)
            : Shade(200 - (y / 8), 150 - (y / 10), 90 + (y / 4), Noise(x, y) % 4);
    }

    private static Vec3b Ground(int x, int y)
    {
        // Distances across the road shrink towards the vanishing point, in thousandths of the way to the bottom.
        int depth = y - Horizon;
        int across = (x - VanishingX) * 1000 / (depth + 1);
        int rowOfDash = 60000 / (depth + 6);
        if (Math.Abs(across + 1150) < 60)
        {
            return LinePaint;
        }

        if (Math.Abs(across - 950) < 50 || (Math.Abs(across + 3100) < 60 && rowOfDash % 300 < 150))
        {
            return DashPaint;
        }

        bool isRoad = across is > -3300 and < 1900;
        return isRoad ? Shade(88, 84, 80, Noise(x, y) % 16) : Shade(60, 130, 110, Noise(x / 2, y / 2) % 50);
    }

    private static void Car(Span<Vec3b> pixels, int left, int top, int width)
    {
        int height = width * 4 / 5;
        Fill(pixels, left, top + (height / 4), width, height * 5 / 8, Body);
        Fill(pixels, left + (width / 8), top, width * 3 / 4, height / 3, Body);
        Fill(pixels, left + (width / 6), top + (height / 16), width * 2 / 3, height / 4, Glass);
        Fill(pixels, left + (width / 16), top + (height * 7 / 8), width / 6, height / 8, Tyre);
        Fill(pixels, left + (width * 3 / 4), top + (height * 7 / 8), width / 6, height / 8, Tyre);
        Fill(pixels, left + (width / 24), top + (height / 2), width / 8, height / 8, Lamp);
        Fill(pixels, left + (width * 5 / 6), top + (height / 2), width / 8, height / 8, Lamp);
        Fill(pixels, left + (width / 3), top + (height * 5 / 8), width / 3, height / 8, DashPaint);
    }

    private static void Fill(Span<Vec3b> pixels, int left, int top, int width, int height, Vec3b colour)
    {
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                pixels[(y * Width) + x] = colour;
            }
        }
    }

    private static Vec3b Shade(int blue, int green, int red, int lift) => new((byte)(blue + lift), (byte)(green + lift), (byte)(red + lift));

    private static int Noise(int x, int y)
    {
        uint value = unchecked(((uint)x * 374761393u) + ((uint)y * 668265263u));
        value = unchecked((value ^ (value >> 13)) * 1274126177u);
        return (int)((value ^ (value >> 16)) & 0xFFFF);
    }
}
