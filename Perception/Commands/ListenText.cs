using System.Globalization;
using Perception.Client;

namespace Perception.Commands;

/// <summary>Messages in words and numbers, for lines and table cells. Thread safe.</summary>
internal static class ListenText
{
    private const string Absent = "–";

    public static string World(WorldMessage world)
    {
        int confirmed = world.Tracks.Count(track => track.State == TrackState.Confirmed);
        string lanes = world.Lanes.Count == 0 ? "no lanes" : string.Join(", ", world.Lanes.Select(lane => $"{Word(lane.Position)} {Number(lane.Quality, "0.00")}"));
        string text = $"{world.SourceId} {world.SequenceNumber} frame {world.FrameId} at {Seconds(world.CaptureTimeNs)} s: "
            + $"{Lead(world)}; {confirmed} confirmed of {world.Tracks.Count} tracks; {lanes}; {Ms(world.CaptureToPublishNs)} ms";
        if (world.Drops.Count > 0)
        {
            // A foreign writer's counts may sum up to more than 63 bits.
            text += $"; {world.Drops.Sum(drop => (decimal)drop.Count)} frames dropped";
        }

        return world.Capability.DegradedReason is { } reason ? $"{text}; degraded: {reason}" : text;
    }

    public static string Health(HealthMessage health) => health.LastFault is { } fault
        ? $"service {Word(health.State)}; last fault: {fault}"
        : $"service {Word(health.State)}";

    public static string Hello(HelloMessage hello) =>
        $"perceive {hello.ServiceVersion}, schema {hello.SchemaVersion} ({hello.SchemaHash[..Math.Min(12, hello.SchemaHash.Length)]}); "
        + $"sources {string.Join(", ", hello.Sources.Select(source => $"{source.SourceId} ({Calibration(source.Calibration)})"))}; "
        + $"networks {string.Join(", ", hello.Networks.Select(network => $"{network.Name} on {network.Provider}"))}";

    public static string Lead(WorldMessage world)
    {
        if (world.Lead is not { } lead)
        {
            return "no lead";
        }

        string text = $"lead {lead.TrackId}";
        if (lead.Range is not null)
        {
            text += $" at {Measured(lead.Range, lead.RangeSigma, "0.0")} m, closing {Measured(lead.ClosingSpeed, lead.ClosingSpeedSigma, "0.0")} m/s";
        }

        return lead.TimeToCollision is null ? text : $"{text}, contact in {Measured(lead.TimeToCollision, lead.TimeToCollisionSigma, "0.0")} s";
    }

    /// <summary>A value with its standard deviation.</summary>
    public static string Measured(double? value, double? sigma, string format) => (value, sigma) switch
    {
        (null, _) => Absent,
        (_, null) => Number(value.Value, format),
        _ => $"{Number(value.Value, format)} ± {Number(sigma.Value, format)}",
    };

    public static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Absent;

    public static string Ms(long? nanoseconds) => Number(nanoseconds / 1e6, "0.0");

    public static string Seconds(long? nanoseconds) => Number(nanoseconds / 1e9, "0.000");

    /// <summary>An enumerator as lower-case words, or its number where this reader has no name for it.</summary>
    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => string.Concat(value.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string Calibration(CalibrationMessage calibration) =>
        calibration.State == CalibrationState.Present ? "calibrated" : "not calibrated";
}
