using System.Text.Json;
using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>Reads COCO instances: one JSON file in the folder or in <c>annotations/</c>, images in the folder or in <c>images/</c>.</summary>
public static class CocoTruth
{
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static IReadOnlyList<TruthImage> Read(string folder)
    {
        string[] places = [folder, Path.Combine(folder, "annotations")];
        string[] files = [.. places.Where(Directory.Exists).SelectMany(place => Directory.EnumerateFiles(place, "*.json"))];
        if (files.Length != 1)
        {
            throw new EvaluationException($"{folder}: expected one JSON file of annotations, found {files.Length}.");
        }

        try
        {
            using FileStream stream = File.OpenRead(files[0]);
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement, folder, files[0]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EvaluationException($"{files[0]}: expected COCO instances, found: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static List<TruthImage> Read(JsonElement root, string folder, string file)
    {
        Dictionary<long, string> classes = root.GetProperty("categories").EnumerateArray().ToDictionary(
            category => category.GetProperty("id").GetInt64(),
            category => category.GetProperty("name").GetString()!.Replace('_', ' ').ToLowerInvariant());
        ILookup<long, TruthBox> boxes = root.GetProperty("annotations").EnumerateArray().ToLookup(
            annotation => annotation.GetProperty("image_id").GetInt64(),
            annotation => ReadBox(annotation, classes, file));
        return
        [
            .. root.GetProperty("images").EnumerateArray().Select(image => new TruthImage(
                FindImage(folder, image.GetProperty("file_name").GetString()!, file), [.. boxes[image.GetProperty("id").GetInt64()]])),
        ];
    }

    private static TruthBox ReadBox(JsonElement annotation, Dictionary<long, string> classes, string file)
    {
        float[] box = [.. annotation.GetProperty("bbox").EnumerateArray().Select(value => value.GetSingle())];
        if (box.Length != 4)
        {
            throw new EvaluationException($"{file}: expected a bbox of 4 numbers, found {box.Length}.");
        }

        bool isRegion = annotation.TryGetProperty("iscrowd", out JsonElement crowd) && crowd.GetInt32() != 0;
        return new TruthBox(classes[annotation.GetProperty("category_id").GetInt64()], new Box(box[0], box[1], box[0] + box[2], box[1] + box[3])) { IsRegion = isRegion };
    }

    private static string FindImage(string folder, string name, string file)
    {
        string[] places = [Path.Combine(folder, name), Path.Combine(folder, "images", name)];
        return places.FirstOrDefault(File.Exists) ?? throw new EvaluationException($"{file}: expected the image {name} in {folder} or its folder images, found none.");
    }
}
