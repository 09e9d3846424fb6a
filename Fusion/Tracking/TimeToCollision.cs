namespace Fusion.Tracking;

/// <summary>Time until an object's nearest face has come to the camera and its standard deviation, seconds; null where it does not close.</summary>
internal readonly record struct TimeToCollision(double? Seconds, double? Sigma)
{
    /// <summary>From range and closing speed where metric, else from the growth of what is seen whole of the box, its width or its height (τ = size / growth; Lee, 1976).</summary>
    public static TimeToCollision Of(TrackSlot track, in EgoState? ego, TrackerOptions options)
    {
        if (ego is { } state)
        {
            return Of(state, options);
        }

        (double rate, double sigma) = track.Growth.Rate();
        return From(1, 0, rate, sigma * sigma, options);
    }

    /// <summary>From range and closing speed.</summary>
    public static TimeToCollision Of(in EgoState ego, TrackerOptions options) =>
        From(ego.CameraDepth, ego.CameraDepthVariance, ego.ClosingSpeed, ego.ClosingSpeedVariance, options);

    private static TimeToCollision From(double distance, double distanceVariance, double closing, double closingVariance, TrackerOptions options)
    {
        if (!(closing > options.ClosingSignificance * Math.Sqrt(closingVariance)) || !(distance > 0))
        {
            return default;
        }

        double seconds = distance / closing;
        if (!(seconds <= options.MaximumTimeToCollision.TotalSeconds))
        {
            return default;
        }

        double variance = (distanceVariance / (distance * distance)) + (closingVariance / (closing * closing));
        return new TimeToCollision(seconds, seconds * Math.Sqrt(variance));
    }
}
