using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensors.OpticalFlow;

/// <summary>
/// Follows a patch from one image to another, from the smallest level of the pyramids to the largest: Lucas and Kanade's method in its inverse form
/// (Baker and Matthews, "Lucas-Kanade 20 years on", 2004), a shift only. The gradients' means are taken out, so a change of brightness does not count.
/// </summary>
internal static class PatchTracker
{
    /// <summary>Side of a patch, pixels: one vector.</summary>
    public const int Patch = 8;

    private const int MostSteps = 10;
    private const float SmallStep = 0.01f;
    private const float LeastDeterminant = 1e-2f;

    /// <param name="from">Where the patch is known.</param>
    /// <param name="to">Where it is looked for; of the same size.</param>
    /// <param name="point">The patch's middle in <paramref name="from"/>, pixels of the largest level.</param>
    /// <param name="found">Its middle in <paramref name="to"/>; holds the first guess before.</param>
    /// <returns>False where it has left the image or does not settle.</returns>
    public static bool TryFollow(GreyPyramid from, GreyPyramid to, Vector2 point, ref Vector2 found)
    {
        Vector2 shift = found - point;
        bool isFollowed = false;
        for (int level = from.Levels.Length - 1; level >= 0; level--)
        {
            // On the smaller levels a patch near the border does not fit in; the larger ones have to do then.
            float scale = 1f / (1 << level);
            Vector2 moved = shift * scale;
            isFollowed = TryAlign(from.Levels[level], to.Levels[level], point * scale, ref moved);
            shift = isFollowed ? moved / scale : shift;
        }

        found = point + shift;
        return isFollowed;
    }

    [SkipLocalsInit]
    private static bool TryAlign(GreyImage from, GreyImage to, Vector2 point, ref Vector2 shift)
    {
        Span<Vector256<float>> template = stackalloc Vector256<float>[Patch];
        Span<Vector256<float>> gradientX = stackalloc Vector256<float>[Patch];
        Span<Vector256<float>> gradientY = stackalloc Vector256<float>[Patch];
        Vector2 corner = point - new Vector2(Patch / 2);
        if (!Sampler.TryAt(from, corner, out Sampler sampler))
        {
            return false;
        }

        Vector256<float> half = Vector256.Create(0.5f);
        for (int y = 0; y < Patch; y++)
        {
            template[y] = sampler.Row(0, y);
            gradientX[y] = half * (sampler.Row(1, y) - sampler.Row(-1, y));
            gradientY[y] = half * (sampler.Row(0, y + 1) - sampler.Row(0, y - 1));
        }

        TakeOutMean(gradientX);
        TakeOutMean(gradientY);
        float xx = Dot(gradientX, gradientX);
        float xy = Dot(gradientX, gradientY);
        float yy = Dot(gradientY, gradientY);
        float determinant = (xx * yy) - (xy * xy);
        if (determinant < LeastDeterminant)
        {
            return false;
        }

        Span<Vector256<float>> miss = stackalloc Vector256<float>[Patch];
        Vector2 moved = shift;
        for (int step = 0; step < MostSteps; step++)
        {
            if (!Sampler.TryAt(to, corner + moved, out sampler))
            {
                return false;
            }

            for (int y = 0; y < Patch; y++)
            {
                miss[y] = sampler.Row(0, y) - template[y];
            }

            float missX = Dot(miss, gradientX);
            float missY = Dot(miss, gradientY);
            Vector2 correction = new Vector2((yy * missX) - (xy * missY), (xx * missY) - (xy * missX)) / determinant;
            moved -= correction;
            if (correction.LengthSquared() < SmallStep * SmallStep)
            {
                break;
            }
        }

        shift = moved;
        return true;
    }

    private static void TakeOutMean(Span<Vector256<float>> rows)
    {
        Vector256<float> sum = default;
        foreach (Vector256<float> row in rows)
        {
            sum += row;
        }

        Vector256<float> mean = Vector256.Create(Vector256.Sum(sum) / (Patch * Patch));
        foreach (ref Vector256<float> row in rows)
        {
            row -= mean;
        }
    }

    private static float Dot(ReadOnlySpan<Vector256<float>> left, ReadOnlySpan<Vector256<float>> right)
    {
        Vector256<float> sum = default;
        for (int y = 0; y < left.Length; y++)
        {
            sum += left[y] * right[y];
        }

        return Vector256.Sum(sum);
    }

    /// <summary>Reads rows of a patch between pixels, all with the same weights.</summary>
    private readonly ref struct Sampler
    {
        private readonly ref float _corner;
        private readonly int _width;
        private readonly Vector256<float> _topLeft;
        private readonly Vector256<float> _topRight;
        private readonly Vector256<float> _bottomLeft;
        private readonly Vector256<float> _bottomRight;

        private Sampler(GreyImage image, int x, int y, float shareX, float shareY)
        {
            _corner = ref image.Pixels[(y * image.Width) + x];
            _width = image.Width;
            _topLeft = Vector256.Create((1 - shareX) * (1 - shareY));
            _topRight = Vector256.Create(shareX * (1 - shareY));
            _bottomLeft = Vector256.Create((1 - shareX) * shareY);
            _bottomRight = Vector256.Create(shareX * shareY);
        }

        /// <returns>False where the patch with a pixel around it is not inside the image, or the corner is no number.</returns>
        public static bool TryAt(GreyImage image, Vector2 corner, out Sampler sampler)
        {
            float x = MathF.Floor(corner.X);
            float y = MathF.Floor(corner.Y);
            bool isInside = x >= 1 && y >= 1 && x < image.Width - Patch - 1 && y < image.Height - Patch - 1;
            sampler = isInside ? new Sampler(image, (int)x, (int)y, corner.X - x, corner.Y - y) : default;
            return isInside;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Row(int x, int y)
        {
            ref float top = ref Unsafe.Add(ref _corner, (y * _width) + x);
            ref float bottom = ref Unsafe.Add(ref top, _width);
            return (_topLeft * Vector256.LoadUnsafe(ref top)) + (_topRight * Vector256.LoadUnsafe(ref top, 1))
                + (_bottomLeft * Vector256.LoadUnsafe(ref bottom)) + (_bottomRight * Vector256.LoadUnsafe(ref bottom, 1));
        }
    }
}
