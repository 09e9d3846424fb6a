using System.Globalization;

namespace Perception.Pipeline;

/// <summary>
/// What a link does when its reader is slower than its writer; the same names in code, configuration and docs:
/// <c>lossless</c>, <c>latest</c>, <c>latencyBound(80 ms)</c>, <c>every(2)</c>.
/// </summary>
/// <remarks>Only <see cref="Lossless"/> ever makes the writer wait. The default value is <see cref="Lossless"/>.</remarks>
public readonly record struct DeliveryPolicy
{
    /// <summary>The largest n of <see cref="Every(int)"/>.</summary>
    public const int MaxInterval = 1000;

    /// <summary>The longest bound of <see cref="LatencyBound"/>.</summary>
    public static readonly TimeSpan MaxBound = TimeSpan.FromMinutes(1);

    /// <summary>What a text that is not a policy should have been.</summary>
    public const string Expected = "lossless, latest, latencyBound(TIME) such as latencyBound(80 ms), every(N) or every(N, POLICY)";

    private readonly int _skipped;

    private DeliveryPolicy(DeliveryKind kind, TimeSpan bound, int interval)
    {
        Kind = kind;
        Bound = bound;
        _skipped = interval - 1;
    }

    /// <summary>The writer waits; nothing is lost.</summary>
    public static DeliveryPolicy Lossless { get; } = new(DeliveryKind.Lossless, TimeSpan.Zero, 1);

    /// <summary>The newest frame wins.</summary>
    public static DeliveryPolicy Latest { get; } = new(DeliveryKind.Latest, TimeSpan.Zero, 1);

    public DeliveryKind Kind { get; }

    /// <summary>The greatest age at which a frame still goes on; zero unless <see cref="Kind"/> is <see cref="DeliveryKind.LatencyBound"/>.</summary>
    public TimeSpan Bound { get; }

    /// <summary>Every how manyeth frame goes on; 1 for all.</summary>
    public int Interval => _skipped + 1;

    /// <summary>Frames wait in order; one that is older than the bound, counted from its capture, is dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not above zero, or above <see cref="MaxBound"/>.</exception>
    public static DeliveryPolicy LatencyBound(TimeSpan bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bound, MaxBound);
        return new DeliveryPolicy(DeliveryKind.LatencyBound, bound, 1);
    }

    /// <summary>Every nth frame goes on, the others are dropped as <see cref="DropCause.EveryNth"/>; of those that go on the newest wins.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is not 1 to <see cref="MaxInterval"/>.</exception>
    public static DeliveryPolicy Every(int n) => Every(n, Latest);

    /// <summary>Every nth frame goes on, by another policy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is not 1 to <see cref="MaxInterval"/>.</exception>
    public static DeliveryPolicy Every(int n, DeliveryPolicy policy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, MaxInterval);
        return new DeliveryPolicy(policy.Kind, policy.Bound, n);
    }

    /// <summary>Reads a policy as the configuration has it (<see cref="Expected"/>), in any case.</summary>
    public static bool TryParse(string text, out DeliveryPolicy policy)
    {
        string word = text.Trim().ToLowerInvariant();
        policy = word == "latest" ? Latest : Lossless;
        if (word is "lossless" or "latest")
        {
            return true;
        }

        if (TryArgument(word, "latencybound", out string argument) && TryDuration(argument, out TimeSpan bound))
        {
            policy = LatencyBound(bound);
            return true;
        }

        if (!TryArgument(word, "every", out argument))
        {
            return false;
        }

        string[] parts = argument.Split(',', 2);
        DeliveryPolicy rest = Latest;
        bool isPolicy = int.TryParse(parts[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= MaxInterval
            && (parts.Length == 1 || (TryParse(parts[1], out rest) && rest.Interval == 1));
        policy = isPolicy ? Every(n, rest) : Lossless;
        return isPolicy;
    }

    public override string ToString()
    {
        string rest = Kind switch
        {
            DeliveryKind.Lossless => "lossless",
            DeliveryKind.Latest => "latest",
            _ => string.Create(CultureInfo.InvariantCulture, $"latencyBound({Bound.TotalMilliseconds:0.###} ms)"),
        };
        return Interval == 1 ? rest : Kind == DeliveryKind.Latest ? $"every({Interval})" : $"every({Interval}, {rest})";
    }

    private static bool TryArgument(string text, string name, out string argument)
    {
        bool isCall = text.StartsWith(name + "(", StringComparison.Ordinal) && text.EndsWith(')');
        argument = isCall ? text[(name.Length + 1)..^1].Trim() : string.Empty;
        return isCall;
    }

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        (string number, double seconds) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1e-3)
            : text.EndsWith('s') ? (text[..^1], 1.0)
            : (string.Empty, 0.0);
        if (!double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || !(value * seconds <= MaxBound.TotalSeconds))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(value * seconds);
        return duration > TimeSpan.Zero;
    }
}
