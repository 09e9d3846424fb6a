using System.Globalization;

namespace Evaluation.Reports;

/// <summary>One line of a budget file: a figure may not fall (or rise) by more than so much, nor pass a bound.</summary>
/// <param name="Figure">Path of the figure in the JSON, e.g. <c>combined.car.HOTA</c>.</param>
/// <param name="Minimum">Least value in the second run, or null.</param>
/// <param name="Maximum">Greatest value in the second run, or null.</param>
/// <param name="MaximumDrop">Most that it may fall from the first run, or null.</param>
/// <param name="MaximumRise">Most that it may rise, or null.</param>
public sealed record Budget(string Figure, double? Minimum, double? Maximum, double? MaximumDrop, double? MaximumRise)
{
    /// <summary>Says how the budget is broken; null where it is kept.</summary>
    public string? Breach(double? before, double? after)
    {
        if (after is not { } now)
        {
            return $"{Figure}: expected a value in the second run, found none";
        }

        if (now < Minimum)
        {
            return Say($"{Figure}: expected at least {Minimum}, found {now}");
        }

        if (now > Maximum)
        {
            return Say($"{Figure}: expected at most {Maximum}, found {now}");
        }

        if ((MaximumDrop is not null || MaximumRise is not null) && before is null)
        {
            return $"{Figure}: expected a value in the first run, found none";
        }

        if (before - now > MaximumDrop)
        {
            return Say($"{Figure}: expected a drop of at most {MaximumDrop}, found {before - now} (from {before} to {now})");
        }

        return now - before > MaximumRise ? Say($"{Figure}: expected a rise of at most {MaximumRise}, found {now - before} (from {before} to {now})") : null;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
