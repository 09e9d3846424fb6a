using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Perception.Inference;

/// <summary>Finds NaN and infinity in a network's answer. Allocates nothing unless it finds one.</summary>
internal static class FiniteCheck
{
    private const uint ExponentMask = 0x7F80_0000;

    /// <exception cref="InferenceException">An output holds NaN or infinity.</exception>
    public static void Require(NetworkBinding binding, int output)
    {
        ReadOnlySpan<float> values = binding.Output(output);
        if (!AllFinite(values))
        {
            throw Fault(binding, output, values);
        }
    }

    public static bool AllFinite(ReadOnlySpan<float> values)
    {
        ref uint start = ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(values));
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<uint> mask = Vector256.Create(ExponentMask);
            Vector256<uint> bad = Vector256<uint>.Zero;
            int step = Vector256<uint>.Count * 2;
            for (; i <= values.Length - step; i += step)
            {
                Vector256<uint> first = Vector256.LoadUnsafe(ref start, (nuint)i) & mask;
                Vector256<uint> second = Vector256.LoadUnsafe(ref start, (nuint)(i + Vector256<uint>.Count)) & mask;
                bad |= Vector256.Equals(first, mask) | Vector256.Equals(second, mask);
            }

            if (bad != Vector256<uint>.Zero)
            {
                return false;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static InferenceException Fault(NetworkBinding binding, int output, ReadOnlySpan<float> values)
    {
        int first = 0;
        int count = 0;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (!float.IsFinite(values[i]))
            {
                first = i;
                count++;
            }
        }

        NetworkManifest manifest = binding.Network.Manifest;
        string found = values[first].ToString(CultureInfo.InvariantCulture);
        return new InferenceException(
            $"{manifest.Name}: output {manifest.Outputs[output].Name} expected finite numbers, found {found} at {first} and {count} not finite of {values.Length}.");
    }
}
