using System.Globalization;

namespace Perception.Pipeline;

/// <summary>How fast a recorded drive is played.</summary>
/// <param name="Factor">1 is the speed at which it was recorded; null is as fast as the pipeline takes it.</param>
public readonly record struct Pace(double? Factor)
{
    /// <summary>As recorded; the newest frame wins, as with a live camera.</summary>
    public static Pace Realtime { get; } = new(1.0);

    /// <summary>As fast as the pipeline takes it; no frame is lost.</summary>
    public static Pace Max { get; } = new((double?)null);

    public bool IsMax => Factor is null;

    /// <summary>Reads <c>realtime</c>, <c>max</c> or a positive factor such as <c>0.5</c>.</summary>
    public static bool TryParse(string text, out Pace pace)
    {
        pace = Max;
        switch (text)
        {
            case "max":
                return true;
            case "realtime":
                pace = Realtime;
                return true;
        }

        bool isFactor = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor)
            && double.IsFinite(factor) && factor > 0;
        pace = new Pace(factor);
        return isFactor;
    }

    public override string ToString() => Factor switch
    {
        null => "max",
        1.0 => "realtime",
        double factor => factor.ToString(CultureInfo.InvariantCulture),
    };
}
