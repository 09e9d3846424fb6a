using OpenCvSharp;

namespace Training.Samples;

/// <summary>Changes how a sample looks, not where things are: colour, darkness, fog, rain, blur, noise, and a bonnet in view.</summary>
/// <remarks>Works on 8-bit BGR, in place. Thread safe.</remarks>
internal sealed class ImageDisturbance(AugmentationOptions options)
{
    private const int Levels = 256;

    /// <returns>The bonnet that was drawn, sample pixels; empty where none was.</returns>
    public Point[] Apply(Mat image, Random random)
    {
        Point[] bonnet = [];
        if (Happens(random, options.BonnetShare))
        {
            bonnet = DrawBonnet(image, random);
        }

        if (Happens(random, options.ColourShare))
        {
            Recolour(image, random, Happens(random, options.GreyShare));
        }

        if (Happens(random, options.FogShare))
        {
            Fog(image, random);
        }

        if (Happens(random, options.RainShare))
        {
            Rain(image, random);
        }

        if (Happens(random, options.DarkShare))
        {
            Tone(image, Between(random, 1.6, 3), Between(random, 0.5, 0.9), Between(random, 0, 8));
        }

        if (Happens(random, options.BlurShare))
        {
            Blur(image, random);
        }

        if (Happens(random, options.NoiseShare))
        {
            Noise(image, random);
        }

        return bonnet;
    }

    private static bool Happens(Random random, float share) => random.NextDouble() < share;

    private static double Between(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    private static void Recolour(Mat image, Random random, bool grey)
    {
        // Saturation and hue as one linear map: a turn of the colour difference around the luminance.
        double saturation = grey ? 0 : Between(random, 0.6, 1.4);
        (double sine, double cosine) = Math.SinCos(Between(random, -0.12, 0.12));
        double[] luminance = [0.114, 0.587, 0.299];
        using Mat map = new(3, 3, MatType.CV_32FC1);
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double turned = row == column ? cosine : (column == (row + 1) % 3 ? sine : -sine) / Math.Sqrt(3);
                map.Set(row, column, (float)(luminance[column] + (saturation * (turned - luminance[column]))));
            }
        }

        Cv2.Transform(image, image, map);
        Tone(image, Math.Exp(Between(random, -0.35, 0.35)), Between(random, 0.75, 1.25), Between(random, -18, 18));
    }

    /// <summary>v' = 255·(v/255)^gamma·gain + offset.</summary>
    private static void Tone(Mat image, double gamma, double gain, double offset)
    {
        Span<byte> table = stackalloc byte[Levels];
        for (int level = 0; level < Levels; level++)
        {
            table[level] = (byte)Math.Clamp((255 * Math.Pow(level / 255.0, gamma) * gain) + offset, 0, 255);
        }

        using Mat lookup = new(1, Levels, MatType.CV_8UC1);
        for (int level = 0; level < Levels; level++)
        {
            lookup.Set(0, level, table[level]);
        }

        Cv2.LUT(image, lookup, image);
    }

    /// <summary>Thickest at a random horizon, thinner below, where the road is near.</summary>
    private static void Fog(Mat image, Random random)
    {
        double thickness = Between(random, 0.25, 0.75);
        double horizon = Between(random, 0.3, 0.55) * image.Height;
        double grey = Between(random, 150, 230);
        using Mat share = new(image.Size(), MatType.CV_32FC3);
        var rows = share.AsRows<Vec3f>();
        for (int row = 0; row < rows.Count; row++)
        {
            double near = Math.Max(0, row - horizon) / (rows.Count - horizon);
            float clear = (float)(1 - (thickness * Math.Exp(-3 * near)));
            rows[row].Fill(new Vec3f(clear, clear, clear));
        }

        using Mat deep = new();
        image.ConvertTo(deep, MatType.CV_32FC3, 1, -grey);
        Cv2.Multiply(deep, share, deep);
        deep.ConvertTo(image, MatType.CV_8UC3, 1, grey);
    }

    private static void Rain(Mat image, Random random)
    {
        double slant = Between(random, -0.3, 0.3);
        using Mat streaks = new(image.Size(), image.Type(), Scalar.All(0));
        for (int i = random.Next(60, 240); i > 0; i--)
        {
            int x = random.Next(image.Width);
            int y = random.Next(image.Height);
            int length = random.Next(5, 18);
            Cv2.Line(streaks, x, y, x + (int)(slant * length), y + length, Scalar.All(random.Next(30, 110)));
        }

        Cv2.Add(image, streaks, image);
    }

    private static void Blur(Mat image, Random random)
    {
        if (random.Next(2) == 0)
        {
            int size = random.Next(2) == 0 ? 3 : 5;
            Cv2.GaussianBlur(image, image, new Size(size, size), 0);
            return;
        }

        // A camera of fewer pixels.
        double share = Between(random, 0.45, 0.8);
        using Mat small = new();
        Cv2.Resize(image, small, new Size(image.Width * share, image.Height * share), interpolation: InterpolationFlags.Area);
        Cv2.Resize(small, image, image.Size());
    }

    private static void Noise(Mat image, Random random)
    {
        using Mat noise = new(image.Size(), MatType.CV_16SC3);
        RNG generator = new((ulong)random.NextInt64(1, long.MaxValue));
        generator.Fill(noise, DistributionType.Normal, Scalar.All(0), Scalar.All(Between(random, 2, 10)));
        Cv2.Add(image, noise, image, dtype: MatType.CV_8UC3.Value);
    }

    private static Point[] DrawBonnet(Mat image, Random random)
    {
        double top = image.Height * Between(random, 0.82, 0.96);
        double middle = image.Width * Between(random, 0.35, 0.65);
        double reach = image.Width * Between(random, 0.4, 0.9);
        const int Corners = 24;
        Point[] outline = new Point[Corners + 2];
        for (int i = 0; i < Corners; i++)
        {
            double across = -1 + (2.0 * i / (Corners - 1));
            outline[i] = new Point(middle + (across * reach), top + ((image.Height - top) * Math.Pow(Math.Abs(across), 2.5)));
        }

        outline[Corners] = new Point(middle + reach, image.Height);
        outline[Corners + 1] = new Point(middle - reach, image.Height);
        double grey = Between(random, 8, 200);
        Scalar colour = new(grey * Between(random, 0.6, 1.2), grey * Between(random, 0.6, 1.2), grey * Between(random, 0.6, 1.2));

        // Sky and scenery mirror in it, so the frame's upper part shines through, upside down.
        using Mat mask = new(image.Size(), MatType.CV_8UC1, Scalar.All(0));
        Cv2.FillPoly(mask, [outline], Scalar.All(255));
        using Mat mirrored = image.Flip(FlipMode.X);
        double shine = Between(random, 0.05, 0.45);
        mirrored.ConvertTo(mirrored, -1, shine);
        using Mat paint = new(image.Size(), image.Type(), colour);
        using Mat bonnet = new();
        Cv2.AddWeighted(paint, 1 - shine, mirrored, 1, 0, bonnet);
        bonnet.CopyTo(image, mask);
        return outline;
    }
}
