using System.Globalization;
using OpenCvSharp;
using Perception.Client;

namespace Perception.Recording;

/// <summary>Draws a message onto its image: drivable area, lanes, boxes with identity, class and range, lead, latency.</summary>
/// <remarks>Not thread safe. Draws what was published, so that the picture shows what a planner got.</remarks>
public sealed class Annotator : IDisposable
{
    private const double TextScale = 0.45;
    private const double DrivableOpacity = 0.25;

    private static readonly Scalar DrivableColour = new(80, 200, 80);
    private static readonly Scalar EgoLineColour = new(0, 220, 255);
    private static readonly Scalar NeighbourLineColour = new(200, 160, 0);
    private static readonly Scalar LeadColour = new(0, 0, 255);
    private static readonly Scalar TextColour = new(255, 255, 255);
    private static readonly Scalar[] TrackColours =
    [
        new(255, 144, 30), new(80, 127, 255), new(113, 179, 60), new(211, 0, 148), new(47, 255, 173),
        new(180, 105, 255), new(209, 206, 0), new(0, 140, 255),
    ];

    private readonly Mat _overlay = new();

    /// <param name="message">What was published.</param>
    /// <param name="canvas">Holds the image, 8-bit BGR, and receives the drawing.</param>
    public void Draw(WorldMessage message, Mat canvas)
    {
        DrawDrivable(message.Drivable, canvas);
        foreach (LaneMessage lane in message.Lanes)
        {
            DrawLane(lane, canvas);
        }

        foreach (TrackMessage track in message.Tracks)
        {
            DrawTrack(track, isLead: track.TrackId == message.Lead?.TrackId, canvas);
        }

        DrawHeader(message, canvas);
    }

    public void Dispose() => _overlay.Dispose();

    private static void DrawLane(LaneMessage lane, Mat canvas)
    {
        bool isEgo = lane.Position is LanePosition.EgoLeft or LanePosition.EgoRight;
        Point[] points = ToPoints(lane.ImagePoints);
        Cv2.Polylines(canvas, [points], isClosed: false, isEgo ? EgoLineColour : NeighbourLineColour, thickness: 2, LineTypes.AntiAlias);
    }

    private static void DrawTrack(TrackMessage track, bool isLead, Mat canvas)
    {
        Scalar colour = isLead ? LeadColour : TrackColours[track.TrackId % TrackColours.Length];
        Rect box = Rect.FromLTRB((int)track.Box.XMin, (int)track.Box.YMin, (int)track.Box.XMax, (int)track.Box.YMax);
        int thickness = track.State == TrackState.Confirmed ? 2 : 1;
        Cv2.Rectangle(canvas, box, colour, thickness, LineTypes.AntiAlias);

        string label = string.Create(CultureInfo.InvariantCulture, $"{track.TrackId} {track.Class}");
        if (track.Ego is { } ego)
        {
            label += string.Create(CultureInfo.InvariantCulture, $" {ego.X:0.0}m");
        }

        PutLabel(canvas, label, new Point(box.X, box.Y - 4), colour);
    }

    private static void DrawHeader(WorldMessage message, Mat canvas)
    {
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"frame {message.FrameId}  latency {message.CaptureToPublishNs / 1e6:0.0} ms  tracks {message.Tracks.Count}");
        PutLabel(canvas, header, new Point(6, 16), TextColour);
        if (message.Lead is not { } lead)
        {
            return;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"lead {lead.TrackId}");
        if (lead.Range is double range)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"  {range:0.0} m +- {lead.RangeSigma:0.0}  closing {lead.ClosingSpeed:0.0} m/s");
        }

        if (lead.TimeToCollision is double seconds)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"  TTC {seconds:0.0} s");
        }

        PutLabel(canvas, text, new Point(6, 34), LeadColour);
    }

    private static void PutLabel(Mat canvas, string text, Point origin, Scalar colour)
    {
        Point clamped = new(Math.Max(0, origin.X), Math.Max(12, origin.Y));
        Cv2.PutText(canvas, text, clamped, HersheyFonts.HersheySimplex, TextScale, Scalar.Black, thickness: 3, LineTypes.AntiAlias);
        Cv2.PutText(canvas, text, clamped, HersheyFonts.HersheySimplex, TextScale, colour, thickness: 1, LineTypes.AntiAlias);
    }

    private static Point[] ToPoints(List<PointMessage> points)
    {
        Point[] result = new Point[points.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new Point((int)points[i].X, (int)points[i].Y);
        }

        return result;
    }

    private void DrawDrivable(DrivableMessage? drivable, Mat canvas)
    {
        if (drivable is null || drivable.Outline.Count < 3)
        {
            return;
        }

        canvas.CopyTo(_overlay);
        Cv2.FillPoly(_overlay, [ToPoints(drivable.Outline)], DrivableColour);
        Cv2.AddWeighted(_overlay, DrivableOpacity, canvas, 1 - DrivableOpacity, 0, canvas);
    }
}
