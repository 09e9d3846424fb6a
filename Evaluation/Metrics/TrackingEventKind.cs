namespace Evaluation.Metrics;

/// <summary>What went wrong at a moment.</summary>
public enum TrackingEventKind
{
    /// <summary>A truth object is now followed under another identity.</summary>
    IdentitySwitch,

    /// <summary>A truth object is not found for a stretch of frames.</summary>
    Missed,

    /// <summary>A result matches nothing for a stretch of frames.</summary>
    Ghost,

    /// <summary>A result lies on a truth object that another result follows, for a stretch of frames.</summary>
    Doubled,
}
