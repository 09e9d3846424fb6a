using System.Globalization;

namespace Perception.Client;

/// <summary>A source's world messages stopped coming, or come again.</summary>
/// <param name="SourceId">Whose messages; null where none has come from any source since connecting.</param>
/// <param name="IsStale">True where they stopped.</param>
/// <param name="SinceLast">Since the last one came, or since connecting.</param>
public sealed record StalenessChanged(string? SourceId, bool IsStale, TimeSpan SinceLast) : PerceptionNotice
{
    public override string Sentence
    {
        get
        {
            string seconds = SinceLast.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            return (SourceId, IsStale) switch
            {
                (null, _) => $"no world message since connecting {seconds} s ago",
                (_, true) => $"source {SourceId}: stale, no world message for {seconds} s",
                (_, false) => $"source {SourceId}: fresh again after {seconds} s",
            };
        }
    }
}
