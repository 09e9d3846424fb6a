using System.Numerics;
using System.Text.Json;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Evaluation.Drives;

/// <summary>The truth of a drive made by <c>perceive simulate</c>, frame by frame; docs/simulation.md defines the file. Immutable.</summary>
public sealed class DriveTruth
{
    public const string FileName = "truth.json";

    private const int Schema = 1;

    private DriveTruth(string path, int width, int height, DriveTruthFrame[] frames)
    {
        Path = path;
        Width = width;
        Height = height;
        Frames = frames;
    }

    public string Path { get; }

    /// <summary>Image size, pixels; 0 where the file does not state it.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>By frame number.</summary>
    public IReadOnlyList<DriveTruthFrame> Frames { get; }

    /// <summary>The truth in a drive's truth folder, or null where it holds none of the project's own.</summary>
    /// <param name="truthPath">The drive's truth folder or file; may be null.</param>
    /// <exception cref="EvaluationException">The file is there but cannot be read.</exception>
    public static DriveTruth? Find(string? truthPath)
    {
        if (truthPath is null || !File.Exists(System.IO.Path.Combine(truthPath, FileName)))
        {
            return null;
        }

        return Read(System.IO.Path.Combine(truthPath, FileName));
    }

    /// <exception cref="EvaluationException">The file cannot be read.</exception>
    public static DriveTruth Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            if (root.GetProperty("schema").GetInt32() is int schema and not Schema)
            {
                throw new EvaluationException($"{path}: expected truth of schema {Schema}, found {schema}.");
            }

            JsonElement frames = root.GetProperty("frames");
            DriveTruthFrame[] read = new DriveTruthFrame[frames.GetArrayLength()];
            int number = 0;
            foreach (JsonElement frame in frames.EnumerateArray())
            {
                if (frame.GetProperty("frame").GetInt32() is int found && found != number)
                {
                    throw new EvaluationException($"{path}: expected frame {number} next, found frame {found}.");
                }

                read[number++] = Frame(path, frame);
            }

            (int width, int height) = root.TryGetProperty("image", out JsonElement image) ? Size(image) : (0, 0);
            return new DriveTruth(path, width, height, read);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new EvaluationException($"{path}: expected truth of perceive simulate as JSON, found: {failure.Message}");
        }
    }

    private static DriveTruthFrame Frame(string path, JsonElement frame)
    {
        List<DriveTruthObject> objects = [];
        foreach (JsonElement item in frame.GetProperty("objects").EnumerateArray())
        {
            if (item.TryGetProperty("visible", out JsonElement visible))
            {
                objects.Add(new DriveTruthObject
                {
                    Id = item.GetProperty("id").GetInt32(),
                    Class = ClassOf(path, item.GetProperty("kind").GetString()),
                    Visible = new Box(visible[0].GetSingle(), visible[1].GetSingle(), visible[2].GetSingle(), visible[3].GetSingle()),
                    Occlusion = item.GetProperty("occlusion").GetSingle(),
                    NearestX = NearestX(item),
                    CentreX = item.GetProperty("ego")[0].GetDouble(),
                    CentreY = item.GetProperty("ego")[1].GetDouble(),
                    Velocity = item.TryGetProperty("velocity", out JsonElement velocity) ? new Vector2(velocity[0].GetSingle(), velocity[1].GetSingle()) : null,
                });
            }
        }

        JsonElement ego = frame.GetProperty("ego");
        return new DriveTruthFrame
        {
            CaptureTimeNs = frame.TryGetProperty("captureTimeNs", out JsonElement time) ? time.GetInt64() : 0,
            WorldFromBody = WorldFromBody(ego),
            Objects = [.. objects],
            Lanes = [.. frame.GetProperty("lanes").EnumerateArray().Select(Lane)],
            LaneOffset = ego.TryGetProperty("laneOffset", out JsonElement offset) ? offset.GetDouble() : null,
            EgoSpeed = ego.TryGetProperty("speed", out JsonElement speed) ? speed.GetDouble() : null,
            LeadId = frame.TryGetProperty("lead", out JsonElement lead) ? lead.GetInt32() : null,
        };
    }

    /// <summary>The road's yaw, grade and bank, then the body's pitch and roll over it.</summary>
    private static Quaternion WorldFromBody(JsonElement ego)
    {
        float grade = Angle("grade");
        float bank = MathF.Asin(Math.Clamp(MathF.Sin(Angle("bank")) / MathF.Cos(grade), -1f, 1f));
        return Turned(Angle("yaw"), -grade, bank) * Turned(0f, Angle("bodyPitch"), Angle("bodyRoll"));

        float Angle(string name) => ego.GetProperty(name).GetSingle();

        static Quaternion Turned(float yaw, float pitch, float roll) => Quaternion.CreateFromAxisAngle(Vector3.UnitZ, yaw)
            * Quaternion.CreateFromAxisAngle(Vector3.UnitY, pitch) * Quaternion.CreateFromAxisAngle(Vector3.UnitX, roll);
    }

    private static (int Width, int Height) Size(JsonElement image) => (image[0].GetInt32(), image[1].GetInt32());

    private static DriveTruthLane Lane(JsonElement lane) => new(
        lane.GetProperty("kind").GetString() ?? "",
        [.. lane.GetProperty("image").EnumerateArray().Select(point => new Vector2(point[0].GetSingle(), point[1].GetSingle()))]);

    private static double NearestX(JsonElement item)
    {
        JsonElement size = item.GetProperty("size");
        (double sin, double cos) = Math.SinCos(item.GetProperty("yaw").GetDouble());
        double reach = (Math.Abs(cos) * size[0].GetDouble() / 2) + (Math.Abs(sin) * size[1].GetDouble() / 2);
        return item.GetProperty("ego")[0].GetDouble() - reach;
    }

    private static ObjectClass ClassOf(string path, string? kind) => kind switch
    {
        "Car" => ObjectClass.Car,
        "Van" => ObjectClass.Van,
        "Truck" => ObjectClass.Truck,
        "Bus" => ObjectClass.Bus,
        "Motorcycle" => ObjectClass.Motorcycle,
        "Cyclist" => ObjectClass.Bicycle,
        "Pedestrian" => ObjectClass.Pedestrian,
        _ => throw new EvaluationException($"{path}: expected objects of the kinds Car, Van, Truck, Bus, Motorcycle, Cyclist and Pedestrian, found '{kind}'."),
    };
}
