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
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new EvaluationException($"{files[0]}: expected COCO instances, found: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static List<TruthImage> Read(JsonElement root, string folder, string file)
    {
        Dictionary<long, string> classes = root.GetProperty("categories").EnumerateArray().ToDictionary(
            category => category.GetProperty("id").GetInt64(),
            category => (category.GetProperty("name").GetString() ?? throw new FormatException("a category without a name")).Replace('_', ' ').ToLowerInvariant());
        ILookup<long, TruthBox> boxes = root.GetProperty("annotations").EnumerateArray().ToLookup(
            annotation => annotation.GetProperty("image_id").GetInt64(),
            annotation => ReadBox(annotation, classes, file));
        Dictionary<long, string> images = root.GetProperty("images").EnumerateArray().ToDictionary(
            image => image.GetProperty("id").GetInt64(),
            image => FindImage(folder, image.GetProperty("file_name").GetString() ?? throw new FormatException("an image without a file_name"), file));
        return boxes.FirstOrDefault(group => !images.ContainsKey(group.Key)) is { } lost
            ? throw new EvaluationException($"{file}: expected annotations of its images, found one of the image {lost.Key}, which is not there.")
            : [.. images.Select(image => new TruthImage(image.Value, [.. boxes[image.Key]]))];
    }

    private static TruthBox ReadBox(JsonElement annotation, Dictionary<long, string> classes, string file)
    {
        float[] box = [.. annotation.GetProperty("bbox").EnumerateArray().Select(value => value.GetSingle())];
        if (box.Length != 4)
        {
            throw new EvaluationException($"{file}: expected a bbox of 4 numbers, found {box.Length}.");
        }

        if (!box.All(float.IsFinite) || box[2] < 0 || box[3] < 0)
        {
            throw new EvaluationException($"{file}: expected a bbox of x, y, width and height, none below 0 in size, found {string.Join(", ", box)}.");
        }

        long category = annotation.GetProperty("category_id").GetInt64();
        if (!classes.TryGetValue(category, out string? name))
        {
            throw new EvaluationException($"{file}: expected annotations of its categories, found one of the category {category}, which is not there.");
        }

        bool isRegion = annotation.TryGetProperty("iscrowd", out JsonElement crowd) && crowd.GetInt32() != 0;
        return new TruthBox(name, new Box(box[0], box[1], box[0] + box[2], box[1] + box[3])) { IsRegion = isRegion };
    }

    private static string FindImage(string folder, string name, string file)
    {
        string[] places = [Path.Combine(folder, name), Path.Combine(folder, "images", name)];
        return places.FirstOrDefault(File.Exists) ?? throw new EvaluationException($"{file}: expected the image {name} in {folder} or its folder images, found none.");
    }
}
