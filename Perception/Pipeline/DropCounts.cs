namespace Perception.Pipeline;

/// <summary>How many frames were dropped, by cause. Thread safe; counting allocates nothing.</summary>
public sealed class DropCounts
{
    private static readonly DropCause[] AllCauses = Enum.GetValues<DropCause>();

    private readonly long[] _counts = new long[AllCauses.Length];

    /// <summary>Every cause, in the order of its number.</summary>
    public static ReadOnlySpan<DropCause> Causes => AllCauses;

    public long this[DropCause cause] => Volatile.Read(ref _counts[(int)cause]);

    public long Total
    {
        get
        {
            long total = 0;
            foreach (DropCause cause in AllCauses)
            {
                total += this[cause];
            }

            return total;
        }
    }

    public void Count(DropCause cause) => Interlocked.Increment(ref _counts[(int)cause]);
}
