namespace Sensors.OpticalFlow;

/// <summary>A grey image, row by row, levels 0 to 255.</summary>
internal sealed class GreyImage(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>[Height, Width].</summary>
    public float[] Pixels { get; } = new float[width * height];

    /// <summary>Takes the mean of each two by two pixels of an image twice the size.</summary>
    public void FillHalved(GreyImage larger)
    {
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<float> upper = larger.Pixels.AsSpan(2 * y * larger.Width, 2 * Width);
            ReadOnlySpan<float> lower = larger.Pixels.AsSpan(((2 * y) + 1) * larger.Width, 2 * Width);
            Span<float> row = Pixels.AsSpan(y * Width, Width);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1]) / 4;
            }
        }
    }
}
