namespace Evaluation.Metrics;

/// <summary>Constants that the published metrics share.</summary>
internal static class MetricConstants
{
    /// <summary>Machine epsilon of a double, with which the published evaluators soften comparisons.</summary>
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Overlap from which CLEAR and identity metrics, and the data sets' rules, call two boxes a match.</summary>
    public const double MatchThreshold = 0.5;
}
