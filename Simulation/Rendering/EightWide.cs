using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Simulation.Rendering;

/// <summary>Arithmetic on eight pixels side by side. The results are the same bits on every machine: no fused or estimated steps.</summary>
internal static class EightWide
{
    public const int Width = 8;

    public static Vector256<float> Iota { get; } = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float[] values, int at) => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float[] values, int at) => value.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Vector256.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp01(Vector256<float> value) => Min(Max(value, Vector256<float>.Zero), Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Lerp(Vector256<float> a, Vector256<float> b, Vector256<float> t) => a + ((b - a) * t);

    /// <summary>Chooses <paramref name="a"/> where the mask's lane is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> a, Vector256<float> b) => Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<float> mask) => Vector256.ExtractMostSignificantBits(mask) != 0;

    /// <summary>Truncates; the values must fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInt(Vector256<float> value) => Vector256.ConvertToInt32Native(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloat(Vector256<int> value) => Vector256.ConvertToSingle(value);

    /// <summary>e to the power of values between about -80 and 80, to 2e-7 of the result (Cephes expf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> value)
    {
        Vector256<float> x = Min(Max(value, Of(-80f)), Of(80f));
        Vector256<float> whole = Vector256.Floor((x * 1.44269504f) + Of(0.5f));
        x = x - (whole * 0.693359375f) - (whole * -2.12194440e-4f);
        Vector256<float> y = Of(1.9875691500e-4f);
        y = (y * x) + Of(1.3981999507e-3f);
        y = (y * x) + Of(8.3334519073e-3f);
        y = (y * x) + Of(4.1665795894e-2f);
        y = (y * x) + Of(1.6666665459e-1f);
        y = (y * x) + Of(5.0000001201e-1f);
        y = (y * x * x) + x + Vector256<float>.One;
        Vector256<int> power = (ToInt(whole) + Vector256.Create(127)) << 23;
        return y * power.AsSingle();
    }

    /// <summary>Eight elements; the indices must lie within the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gather(float[] values, Vector256<int> index) =>
        Gather(ref Unsafe.As<float, int>(ref MemoryMarshal.GetArrayDataReference(values)), index).AsSingle();

    /// <inheritdoc cref="Gather(float[], Vector256{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Gather(int[] values, Vector256<int> index) => Gather(ref MemoryMarshal.GetArrayDataReference(values), index);

    /// <inheritdoc cref="Gather(float[], Vector256{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gather(Span<float> values, Vector256<int> index) =>
        Gather(ref Unsafe.As<float, int>(ref MemoryMarshal.GetReference(values)), index).AsSingle();

    /// <summary>Four bytes from each index on; the array must reach three past the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<int> Gather(byte[] values, Vector256<int> index)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(values);
        if (Avx2.IsSupported)
        {
            fixed (byte* pointer = &first)
            {
                return Avx2.GatherVector256((int*)pointer, index, 1);
            }
        }

        Vector256<int> result = default;
        for (int i = 0; i < Width; i++)
        {
            result = result.WithElement(i, Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref first, index[i])));
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<int> Gather(ref int first, Vector256<int> index)
    {
        if (Avx2.IsSupported)
        {
            // The pointer lives for one instruction, but the array might move before it: hence the pin.
            fixed (int* pointer = &first)
            {
                return Avx2.GatherVector256(pointer, index, sizeof(int));
            }
        }

        return Vector256.Create(
            Unsafe.Add(ref first, index[0]), Unsafe.Add(ref first, index[1]), Unsafe.Add(ref first, index[2]), Unsafe.Add(ref first, index[3]),
            Unsafe.Add(ref first, index[4]), Unsafe.Add(ref first, index[5]), Unsafe.Add(ref first, index[6]), Unsafe.Add(ref first, index[7]));
    }
}
