using System.Numerics;

namespace Simulation;

/// <summary>A small random generator (SplitMix64, Steele et al. 2014) whose numbers depend on the seed alone, on every runtime.</summary>
/// <remarks>Not thread safe. <see cref="Fork"/> gives a stream that is independent of how much the parent is used later.</remarks>
public sealed class SeededRandom
{
    private ulong _state;

    public SeededRandom(long seed)
    {
        // Mixed once, because streams whose states differ by multiples of the step would be the same stream, shifted.
        _state = Mix(unchecked((ulong)seed + 0x1234567UL));
    }

    public SeededRandom Fork(string purpose)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char letter in purpose)
        {
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        }

        return new SeededRandom(unchecked((long)(hash ^ _state)));
    }

    public ulong NextBits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            return Mix(_state);
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Next() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public float Range(float low, float high) => low + ((high - low) * Next());

    /// <summary>Uniform integer in [low, high).</summary>
    public int Range(int low, int high) => low + (int)(NextBits() % (ulong)(high - low));

    public bool Chance(float probability) => Next() < probability;

    /// <summary>Standard normal (Box–Muller).</summary>
    public float Normal()
    {
        float u = 1f - Next();
        float v = Next();
        return MathF.Sqrt(-2f * MathF.Log(u)) * MathF.Cos(2f * MathF.PI * v);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Range(0, items.Count)];

    public Vector3 Colour(Vector3 low, Vector3 high) => new(
        Range(low.X, high.X), Range(low.Y, high.Y), Range(low.Z, high.Z));
}
