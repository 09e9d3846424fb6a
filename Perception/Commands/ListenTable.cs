using System.Globalization;
using Perception.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Perception.Commands;

/// <summary>A live table of lead, tracks and lanes in a terminal.</summary>
internal sealed class ListenTable(LiveDisplayContext live, TimeProvider time) : IListenView
{
    private const int NoticesShown = 5;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);

    private readonly Queue<string> _notices = new();
    private long _lastRefresh;

    public void Show(PerceptionEvent received, PerceptionSubscriber subscriber)
    {
        if (received is PerceptionNotice notice)
        {
            string clock = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            _notices.Enqueue($"{clock} {notice.Sentence}");
            if (_notices.Count > NoticesShown)
            {
                _notices.Dequeue();
            }
        }

        if (time.GetElapsedTime(_lastRefresh) >= RefreshInterval)
        {
            _lastRefresh = time.GetTimestamp();
            live.UpdateTarget(Page(subscriber, _notices));
        }
    }

    /// <summary>The whole page as it stands.</summary>
    internal static IRenderable Page(PerceptionSubscriber subscriber, IEnumerable<string> notices)
    {
        List<IRenderable> parts = [new Text(Header(subscriber))];
        if (subscriber.World is { } world)
        {
            parts.Add(new Text(char.ToUpperInvariant(ListenText.Lead(world)[0]) + ListenText.Lead(world)[1..], new Style(Color.Yellow)));
            if (world.MetricAbsence is { } absence)
            {
                parts.Add(new Text($"Nothing metric: {absence}"));
            }

            parts.Add(Tracks(world));
            parts.Add(Lanes(world));
        }

        parts.AddRange(notices.Select(notice => new Text(notice, new Style(Color.Red))));
        return new Rows(parts);
    }

    private static string Header(PerceptionSubscriber subscriber)
    {
        string text = subscriber.Health is { } health ? ListenText.Health(health) : "no health message yet";
        if (subscriber.World is { } world)
        {
            SourceHealthMessage? source = subscriber.Health?.Sources.Find(source => source.SourceId == world.SourceId);
            text += $" | {world.SourceId} frame {world.FrameId} at {ListenText.Seconds(world.CaptureTimeNs)} s"
                + $" | {ListenText.Number(source?.FramesPerSecond, "0.0")} fps, {ListenText.Ms(world.CaptureToPublishNs)} ms"
                + $" (p99 {ListenText.Ms(source?.CaptureToPublishP99Ns)} ms)";
        }

        return $"{text} | {subscriber.Worlds} worlds, {subscriber.Missed} lost, {subscriber.Rejected} rejected";
    }

    private static Table Tracks(WorldMessage world)
    {
        Table table = new Table().RoundedBorder().Title("Tracks");
        table.AddColumns("id", "class", "state", "score", "age s", "lane", "x m", "y m", "vx m/s", "width m", "height m", "contact s");
        foreach (TrackMessage track in world.Tracks.OrderBy(track => track.Ego?.X ?? double.MaxValue).ThenBy(track => track.TrackId))
        {
            string id = track.TrackId.ToString(CultureInfo.InvariantCulture);
            table.AddRow(
                track.TrackId == world.Lead?.TrackId ? $"[yellow]{id}[/]" : id,
                ListenText.Word(track.Class),
                ListenText.Word(track.State),
                ListenText.Number(track.Score, "0.00"),
                ListenText.Number(track.AgeNs / 1e9, "0.0"),
                ListenText.Word(track.Lane),
                ListenText.Measured(track.Ego?.X, Sigma(track.Ego?.VarianceX), "0.0"),
                ListenText.Measured(track.Ego?.Y, Sigma(track.Ego?.VarianceY), "0.0"),
                ListenText.Measured(track.Ego?.Vx, Sigma(track.Ego?.VarianceVx), "0.0"),
                ListenText.Measured(track.Ego?.Width, track.Ego?.WidthSigma, "0.0"),
                ListenText.Measured(track.Ego?.Height, track.Ego?.HeightSigma, "0.0"),
                ListenText.Measured(track.TimeToCollision, track.TimeToCollisionSigma, "0.0"));
        }

        return table;
    }

    private static Table Lanes(WorldMessage world)
    {
        string title = world.EgoLane is { } lane
            ? $"Lanes: {ListenText.Measured(lane.LateralOffset, lane.LateralOffsetSigma, "0.00")} m left of the centre, width {ListenText.Number(lane.LaneWidth, "0.00")} m"
            : "Lanes";
        Table table = new Table().RoundedBorder().Title(title);
        table.AddColumns("boundary", "quality", "seen s ago", "y at 0 m", "slope", "seen from–to m");
        foreach (LaneMessage boundary in world.Lanes)
        {
            table.AddRow(
                ListenText.Word(boundary.Position),
                ListenText.Number(boundary.Quality, "0.00"),
                ListenText.Number(boundary.SinceSeenNs / 1e9, "0.0"),
                ListenText.Measured(boundary.Curve?.C0, boundary.Curve?.SigmaC0, "0.00"),
                ListenText.Number(boundary.Curve?.C1, "0.000"),
                $"{ListenText.Number(boundary.Curve?.ViewNear, "0")}–{ListenText.Number(boundary.Curve?.ViewFar, "0")}");
        }

        return table;
    }

    private static double? Sigma(double? variance) => variance is { } value ? Math.Sqrt(value) : null;
}
