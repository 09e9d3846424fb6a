namespace Evaluation.Radar;

/// <summary>How the tracker does on a radar's returns where nothing else is known of the truth.</summary>
public sealed record RadarScore
{
    public required int Scans { get; init; }

    public required int Returns { get; init; }

    /// <summary>Targets by the radar's own count that it saw for a second or longer.</summary>
    public required int Targets { get; init; }

    /// <summary>Of the returns of those targets, the share that lay on a confirmed track.</summary>
    public required double FollowedShare { get; init; }

    /// <summary>Of the followed returns, the share under the identity that their target had most.</summary>
    public required double OneIdentityShare { get; init; }

    /// <summary>Confirmed tracks that no return lay on for longer than a tenth of their life: made of nothing.</summary>
    public required int FalseTracks { get; init; }

    /// <summary>All confirmed tracks.</summary>
    public required int Tracks { get; init; }

    /// <summary>Root mean square distance along X between a return and where the track expected it, from the scans before, metres.</summary>
    public required double PredictionError { get; init; }

    /// <summary>The same if the target had stayed where the scan before saw it.</summary>
    public required double StandingError { get; init; }

    /// <summary>Root mean square difference between a track's closing speed and the Doppler rate, in a run that was not given the rates, m/s.</summary>
    public required double HeldOutRateError { get; init; }

    /// <summary>The same for the difference of two returns' distances over their time, which no filter smooths.</summary>
    public required double DifferencedRateError { get; init; }

    /// <summary>Mean normalised square of that held-out error by the track's stated variance (1 is honest; the rate's own noise is in it).</summary>
    public required double HeldOutRateNees { get; init; }
}
