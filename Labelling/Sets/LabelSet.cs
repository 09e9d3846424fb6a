using System.Text.Json;
using System.Text.Json.Serialization;
using Fusion.Tracking;

namespace Labelling.Sets;

/// <summary>A folder of images and masks with their labels in <see cref="FileName"/>, one frame a line.</summary>
public static class LabelSet
{
    public const string FileName = "labels.jsonl";

    /// <summary>What a label may be, in the order of a trained network's outputs.</summary>
    public static IReadOnlyList<ObjectClass> Classes { get; } = [ObjectClass.Vehicle, ObjectClass.Pedestrian, ObjectClass.TwoWheeler];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads every frame of a set and checks it.</summary>
    /// <exception cref="LabelSetException">No such set, a line that is not a frame, an image or mask that is missing, or a box without area or outside its image.</exception>
    public static IReadOnlyList<LabelledFrame> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new LabelSetException($"{folder}: expected a set of labels with {FileName}, found none.");
        }

        List<LabelledFrame> frames = [];
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            LabelledFrame frame = Parse(text, path, line);
            Check(frame, folder, path, line);
            frames.Add(frame);
        }

        return frames.Count > 0 ? frames : throw new LabelSetException($"{path}: expected at least one labelled frame, found none.");
    }

    /// <summary>A frame as a line of <see cref="FileName"/>, without its end.</summary>
    public static string Format(LabelledFrame frame) => JsonSerializer.Serialize(frame, Json);

    internal static LabelledFrame Parse(string text, string path, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<LabelledFrame>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new LabelSetException($"{path}:{line}: expected a labelled frame as JSON, found {failure.Message}", failure);
        }
    }

    private static void Check(LabelledFrame frame, string folder, string path, int line)
    {
        foreach (string? file in (ReadOnlySpan<string?>)[frame.Image, frame.Drivable, frame.LaneLines])
        {
            if (file is not null && !File.Exists(Path.Combine(folder, file)))
            {
                throw new LabelSetException($"{path}:{line}: expected the file {file}, found none.");
            }
        }

        foreach (LabelledBox box in frame.Boxes ?? [])
        {
            bool inside = box.XMin >= 0 && box.YMin >= 0 && box.XMax <= frame.Width && box.YMax <= frame.Height;
            if (!inside || !(box.XMax > box.XMin) || !(box.YMax > box.YMin))
            {
                throw new LabelSetException(FormattableString.Invariant(
                    $"{path}:{line}: expected a box inside {frame.Width}x{frame.Height}, found {box.XMin},{box.YMin} to {box.XMax},{box.YMax}."));
            }

            if (!Classes.Contains(box.Class))
            {
                throw new LabelSetException($"{path}:{line}: expected vehicle, pedestrian or twoWheeler, found {box.Class}.");
            }
        }
    }
}
