using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Simulation.Truth;

/// <summary>Writes truth.json, one line a frame; docs/simulation.md defines its fields. Not thread safe.</summary>
public sealed class TruthJsonWriter
{
    private const float RadarRange = 150f;
    private const float RadarHalfAngle = 0.8f;
    private const float RadarOcclusion = 0.9f;
    private readonly TextWriter _writer;
    private bool _first = true;

    public TruthJsonWriter(TextWriter writer, string name, int width, int height, double frameRate)
    {
        _writer = writer;
        string safe = JsonEncodedText.Encode(name).ToString();
        string rate = frameRate.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        _writer.Write($"{{\"schema\":1,\"name\":\"{safe}\",\"image\":[{width},{height}],\"frameRate\":{rate},\"frames\":[\n");
    }

    public void Write(FrameTruth frame)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("frame", frame.Frame);
            json.WriteNumber("captureTimeNs", frame.CaptureTimeNs);
            Ego(json, frame);
            if (frame.LeadId is { } lead)
            {
                json.WriteNumber("lead", lead);
            }

            json.WriteStartArray("objects");
            foreach (ObjectTruth item in frame.Objects)
            {
                Object(json, item);
            }

            json.WriteEndArray();
            json.WriteStartArray("lanes");
            foreach (LaneTruth lane in frame.Lanes)
            {
                Lane(json, lane);
            }

            json.WriteEndArray();
            json.WriteStartArray("radar");
            foreach (ObjectTruth item in frame.Objects)
            {
                Radar(json, item, frame.Speed);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        _writer.Write(_first ? string.Empty : ",\n");
        _first = false;
        _writer.Write(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    public void Finish() => _writer.Write("\n]}\n");

    private static void Ego(Utf8JsonWriter json, FrameTruth frame)
    {
        json.WriteStartObject("ego");
        Array(json, "position", frame.EgoPosition.X, frame.EgoPosition.Y, frame.EgoPosition.Z);
        Number(json, "yaw", frame.EgoAngles.X, 5);
        Number(json, "grade", frame.EgoAngles.Y, 5);
        Number(json, "bank", frame.EgoAngles.Z, 5);
        Number(json, "bodyPitch", frame.Body.X, 5);
        Number(json, "bodyRoll", frame.Body.Y, 5);
        Number(json, "speed", frame.Speed, 3);
        Number(json, "acceleration", frame.Acceleration, 3);
        Number(json, "yawRate", frame.YawRate, 5);
        Number(json, "curvature", frame.Curvature, 6);
        if (frame.LaneOffset is { } offset)
        {
            Number(json, "laneOffset", offset, 3);
            Number(json, "laneWidth", frame.LaneWidth!.Value, 3);
        }

        json.WriteEndObject();
    }

    private static void Object(Utf8JsonWriter json, ObjectTruth item)
    {
        json.WriteStartObject();
        json.WriteNumber("id", item.Id);
        json.WriteString("kind", item.Kind.ToString());
        if (item.Visible is { } visible)
        {
            Pixels(json, "visible", visible);
        }

        Pixels(json, "whole", item.Whole);
        json.WriteNumber("pixels", item.Pixels);
        Number(json, "occlusion", item.Occlusion, 3);
        Number(json, "truncation", item.Truncation, 3);
        Array(json, "size", item.Size.X, item.Size.Y, item.Size.Z);
        Array(json, "ego", item.EgoPosition.X, item.EgoPosition.Y, item.EgoPosition.Z);
        Number(json, "yaw", item.EgoYaw, 4);
        Array(json, "camera", item.CameraPosition.X, item.CameraPosition.Y, item.CameraPosition.Z);
        Number(json, "rotationY", item.RotationY, 4);
        Array(json, "velocity", item.Velocity.X, item.Velocity.Y, item.Velocity.Z);
        Number(json, "acceleration", item.Acceleration, 2);
        json.WriteBoolean("braking", item.Braking);
        json.WriteEndObject();
    }

    private static void Lane(Utf8JsonWriter json, LaneTruth lane)
    {
        json.WriteStartObject();
        json.WriteString("side", lane.Side);
        json.WriteString("kind", lane.Kind);
        json.WriteString("colour", lane.Colour);
        json.WriteStartArray("ego");
        for (int i = 0; i < lane.Ego.Count; i++)
        {
            Vector3 point = lane.Ego[i];
            json.WriteStartArray();
            json.WriteNumberValue(Round(point.X, 2));
            json.WriteNumberValue(Round(point.Y, 3));
            json.WriteNumberValue(Round(point.Z, 3));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("image");
        for (int i = 0; i < lane.Image.Count; i++)
        {
            json.WriteStartArray();
            json.WriteNumberValue(Round(lane.Image[i].X, 1));
            json.WriteNumberValue(Round(lane.Image[i].Y, 1));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Radar(Utf8JsonWriter json, ObjectTruth item, float egoSpeed)
    {
        float range = MathF.Sqrt((item.EgoPosition.X * item.EgoPosition.X) + (item.EgoPosition.Y * item.EgoPosition.Y));
        float azimuth = MathF.Atan2(item.EgoPosition.Y, item.EgoPosition.X);
        if (range > RadarRange || Math.Abs(azimuth) > RadarHalfAngle || item.Occlusion > RadarOcclusion)
        {
            return;
        }

        float rate = (((item.Velocity.X - egoSpeed) * item.EgoPosition.X) + (item.Velocity.Y * item.EgoPosition.Y)) / Math.Max(0.1f, range);
        json.WriteStartObject();
        json.WriteNumber("id", item.Id);
        Number(json, "range", range, 2);
        Number(json, "azimuth", azimuth, 4);
        Number(json, "rangeRate", rate, 2);
        json.WriteEndObject();
    }

    private static void Array(Utf8JsonWriter json, string name, params ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values)
        {
            json.WriteNumberValue(Round(value, 3));
        }

        json.WriteEndArray();
    }

    private static void Pixels(Utf8JsonWriter json, string name, PixelBox box)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Round(box.XMin, 1));
        json.WriteNumberValue(Round(box.YMin, 1));
        json.WriteNumberValue(Round(box.XMax, 1));
        json.WriteNumberValue(Round(box.YMax, 1));
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, float value, int digits) => json.WriteNumber(name, Round(value, digits));

    private static decimal Round(float value, int digits) => Math.Round((decimal)value, digits);
}
