using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Perception.Lanes;

/// <summary>Turns rows of logits or probabilities into rows of bytes, 0 to 255, rounded to the nearest.</summary>
internal static class MaskMath
{
    private const float Certain = 255;
    private const int Step = 32;

    /// <summary>Softmax of two logits: the second one's probability, which is the sigmoid of their difference.</summary>
    public static void SoftmaxOfTwo(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<byte> probability)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(first);
            ref float to = ref MemoryMarshal.GetReference(second);
            for (; i <= probability.Length - Step; i += Step)
            {
                Vector256.Narrow(
                    Vector256.Narrow(Sigmoid(ref from, ref to, i), Sigmoid(ref from, ref to, i + 8)),
                    Vector256.Narrow(Sigmoid(ref from, ref to, i + 16), Sigmoid(ref from, ref to, i + 24)))
                    .StoreUnsafe(ref MemoryMarshal.GetReference(probability), (nuint)i);
            }
        }

        for (; i < probability.Length; i++)
        {
            probability[i] = (byte)((Certain / (1 + MathF.Exp(first[i] - second[i]))) + 0.5f);
        }
    }

    /// <summary>Probabilities, clamped to 0 to 1.</summary>
    public static void ToBytes(ReadOnlySpan<float> values, Span<byte> probability)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(values);
            for (; i <= probability.Length - Step; i += Step)
            {
                Vector256.Narrow(
                    Vector256.Narrow(Scaled(ref from, i), Scaled(ref from, i + 8)),
                    Vector256.Narrow(Scaled(ref from, i + 16), Scaled(ref from, i + 24)))
                    .StoreUnsafe(ref MemoryMarshal.GetReference(probability), (nuint)i);
            }
        }

        for (; i < probability.Length; i++)
        {
            probability[i] = (byte)((Math.Clamp(values[i], 0, 1) * Certain) + 0.5f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Sigmoid(ref float first, ref float second, int i)
    {
        Vector256<float> difference = Vector256.LoadUnsafe(ref first, (nuint)i) - Vector256.LoadUnsafe(ref second, (nuint)i);
        Vector256<float> probability = Vector256.Create(Certain) / (Vector256<float>.One + Vector256.Exp(difference));
        return Vector256.ConvertToInt32(probability + Vector256.Create(0.5f)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Scaled(ref float values, int i)
    {
        Vector256<float> value = Vector256.Min(Vector256.Max(Vector256.LoadUnsafe(ref values, (nuint)i), Vector256<float>.Zero), Vector256<float>.One);
        return Vector256.ConvertToInt32((value * Vector256.Create(Certain)) + Vector256.Create(0.5f)).AsUInt32();
    }
}
