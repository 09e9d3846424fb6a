namespace Fusion.Association;

/// <summary>Work buffers that only ever grow.</summary>
internal static class Buffers
{
    /// <summary>Makes room for at least <paramref name="count"/> elements; what was there stays.</summary>
    public static void Grow<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
        {
            Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
        }
    }
}
