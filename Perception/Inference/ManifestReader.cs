using System.Globalization;
using Fusion.Tracking;
using Sensors.Yaml;

namespace Perception.Inference;

/// <summary>Reads a <see cref="NetworkManifest"/> from YAML, strictly.</summary>
internal static class ManifestReader
{
    private const int MaxDimension = 1 << 24;
    private const int MaxElements = 1 << 27;
    private const int MaxClassId = (1 << 16) - 1;
    private const double MaxParameter = 1e9;
    private const double MaxCrop = 0.95;
    private const double MostWidening = 10;
    private const double LeastTrackingScore = 0.01;
    private const int LargestBatch = 64;

    public static NetworkManifest Read(string path) => ModelFile.Read(path, map => Read(path, map));

    private static NetworkManifest Read(string path, YamlSection map)
    {
        (float threshold, Dictionary<ObjectClass, float> byClass) = ReadThresholds(map);
        NetworkManifest manifest = new()
        {
            ManifestPath = path,
            Name = map.Text("name"),
            File = ReadFileName(map),
            Sha256 = ReadHash(map),
            Licence = map.Text("licence"),
            Origin = map.Text("origin"),
            Download = ReadUrl(map, "download"),
            Tasks = [.. map.TextList("tasks").Select(task => map.Choice<NetworkTask>("tasks", task))],
            Decoder = map.Text("decoder"),
            Input = ReadInput(map.Section("input")),
            MaxBatch = map.OptionalWholeNumber("batch", 1, LargestBatch) ?? 1,
            ExtraInputs = [.. map.OptionalSections("extraInputs")?.Select(ReadExtraInput) ?? []],
            Outputs = [.. map.Sections("outputs").Select(ReadOutput)],
            Classes = map.OptionalSection("classes") is { } classes ? ReadClasses(classes) : new Dictionary<int, ObjectClass>(),
            ScoreThreshold = threshold,
            ClassThresholds = byClass,
            TrackingScores = map.OptionalSection("trackingScore") is { } scores
                ? ReadScores(scores, scores.Keys, LeastTrackingScore, 1 - LeastTrackingScore)
                : new Dictionary<ObjectClass, float>(),
            NmsIou = (float)(map.OptionalNumber("nmsIou", 0, 1) ?? 1),
            Parameters = map.OptionalSection("parameters") is { } parameters ? ReadParameters(parameters) : new Dictionary<string, IReadOnlyList<double>>(),
        };
        map.RefuseUnknownKeys();
        Check(map, manifest);
        return manifest;
    }

    private static void Check(YamlSection map, NetworkManifest manifest)
    {
        if (manifest.Tasks.Count == 0)
        {
            throw map.Wrong("tasks", "at least one of objects, lanes", "none");
        }

        if (manifest.Outputs.Count == 0)
        {
            throw map.Wrong("outputs", "at least one output", "none");
        }

        if (manifest.Tasks.Contains(NetworkTask.Objects) && (manifest.Classes.Count == 0 || manifest.ScoreThreshold <= 0))
        {
            throw map.Wrong("tasks", "'classes' and a 'scoreThreshold' above 0 with the task objects", "none");
        }

        CheckSizes(map, manifest);
        CheckClasses(map, "scoreThreshold", manifest.ClassThresholds.Keys, manifest);
        CheckClasses(map, "trackingScore", manifest.TrackingScores.Keys, manifest);
        IEnumerable<TensorContract> tensors = manifest.Outputs.Concat(manifest.ExtraInputs.Select(input => input.Tensor));
        if (manifest.MaxBatch > 1 && tensors.FirstOrDefault(tensor => tensor.Shape[0] != 1) is { } without)
        {
            throw map.Wrong("batch", "inputs and outputs whose first dimension is 1, for one image", $"{without.Name} {without}");
        }
    }

    /// <summary>A score of a class that the network does not give would change nothing.</summary>
    private static void CheckClasses(YamlSection map, string key, IEnumerable<ObjectClass> named, NetworkManifest manifest)
    {
        foreach (ObjectClass unknown in named.Except(manifest.Classes.Values))
        {
            throw map.Wrong(key, $"classes of the network, {string.Join(", ", manifest.Classes.Values.Distinct())}", $"{unknown}");
        }
    }

    private static void CheckSizes(YamlSection map, NetworkManifest manifest)
    {
        TensorContract[] tensors = [manifest.Input.Tensor, .. manifest.ExtraInputs.Select(input => input.Tensor), .. manifest.Outputs];
        if (Array.Find(tensors, tensor => (long)tensor.Count * manifest.MaxBatch > MaxElements) is { } large)
        {
            throw map.Wrong("batch", $"at most {MaxElements} elements in each input and output of a run", $"{manifest.MaxBatch} times {large.Name} {large}");
        }
    }

    private static string ReadFileName(YamlSection map)
    {
        string file = map.Text("file");
        return Path.GetFileName(file) == file ? file : throw map.Wrong("file", "a file name without a folder", $"'{file}'");
    }

    private static string ReadHash(YamlSection map)
    {
        string hash = map.Text("sha256");
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigit)
            ? hash.ToLowerInvariant()
            : throw map.Wrong("sha256", "64 hexadecimal digits", $"'{hash}'");
    }

    private static string? ReadUrl(YamlSection map, string key)
    {
        string? text = map.OptionalText(key);
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
        return text is null || isUrl ? text : throw map.Wrong(key, "an http or https URL", $"'{text}'");
    }

    private static ImageInput ReadInput(YamlSection map)
    {
        string[] letterboxOnly = ["anchor", "pad", "mostWidening"];
        IReadOnlyList<int> shape = ReadShape(map);
        if (shape.Count != 4 || shape[0] != 1 || shape[1] != 3)
        {
            throw map.Wrong("shape", "[1, 3, height, width]", $"[{string.Join(", ", shape)}]");
        }

        InputFit fit = map.Choice<InputFit>("fit");
        bool isLetterbox = fit == InputFit.Letterbox;
        if (!isLetterbox && letterboxOnly.FirstOrDefault(map.Has) is { } key)
        {
            throw map.Wrong(key, "no such key with the fit stretch", "one");
        }

        ImageInput input = new()
        {
            Tensor = new TensorContract(map.Text("name"), TensorKind.Float, shape),
            Colour = map.Choice<InputColour>("colour"),
            Mean = ReadChannels(map, "mean", -255, 255),
            Scale = ReadChannels(map, "scale", -255, 255),
            Fit = fit,
            Anchor = isLetterbox ? map.Choice<LetterboxAnchor>("anchor") : LetterboxAnchor.TopLeft,
            Pad = isLetterbox ? map.WholeNumber("pad", 0, 255) : 0,
            MostWidening = map.OptionalNumber("mostWidening", 1, MostWidening) ?? 1,
            CropTop = map.OptionalNumber("cropTop", 0, MaxCrop) ?? 0,
        };
        map.RefuseUnknownKeys();
        return input.Scale.Contains(0) ? throw map.Wrong("scale", "numbers other than 0, with which a channel would show nothing", "0") : input;
    }

    private static IReadOnlyList<float> ReadChannels(YamlSection map, string key, double minimum, double maximum)
    {
        IReadOnlyList<double> values = map.Numbers(key, minimum, maximum);
        return values.Count == 3 ? [.. values.Select(value => (float)value)] : throw map.Wrong(key, "3 numbers", $"{values.Count}");
    }

    private static TensorContract ReadTensor(YamlSection map) => new(
        map.Text("name"),
        map.OptionalText("type") is { } type ? map.Choice<TensorKind>("type", type) : TensorKind.Float,
        ReadShape(map));

    private static IReadOnlyList<int> ReadShape(YamlSection map)
    {
        IReadOnlyList<int> shape = [.. map.Numbers("shape", 1, MaxDimension).Select(number => number % 1 == 0 ? (int)number : throw map.Wrong("shape", "whole numbers", $"{number}"))];
        double elements = shape.Aggregate(1.0, (product, dimension) => product * dimension);
        return elements <= MaxElements ? shape : throw map.Wrong("shape", $"at most {MaxElements} elements", $"[{string.Join(", ", shape)}]");
    }

    private static TensorContract ReadOutput(YamlSection map)
    {
        TensorContract tensor = ReadTensor(map);
        map.RefuseUnknownKeys();
        return tensor;
    }

    private static ConstantInput ReadExtraInput(YamlSection map)
    {
        ConstantInput input = new(ReadTensor(map), map.Numbers("values", -MaxParameter, MaxParameter));
        map.RefuseUnknownKeys();
        return input.Values.Count == input.Tensor.Count || input.Values.Count == 1
            ? input
            : throw map.Wrong("values", $"{input.Tensor.Count} numbers, or one for all", $"{input.Values.Count}");
    }

    private static Dictionary<int, ObjectClass> ReadClasses(YamlSection map)
    {
        Dictionary<int, ObjectClass> classes = [];
        foreach (string key in map.Keys)
        {
            ObjectClass objectClass = map.Choice<ObjectClass>(key);
            bool isId = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id);
            classes[isId && id <= MaxClassId ? id : throw map.Wrong(key, $"a class id of the network, 0 to {MaxClassId}, as key", $"'{key}'")] = objectClass;
        }

        return classes;
    }

    private static (float Threshold, Dictionary<ObjectClass, float> ByClass) ReadThresholds(YamlSection map) => map.OptionalSection("scoreThreshold") is { } thresholds
        ? ((float)thresholds.Number("default", 0, 1), ReadScores(thresholds, thresholds.Keys.Where(key => key != "default"), 0, 1))
        : (0, []);

    private static Dictionary<ObjectClass, float> ReadScores(YamlSection map, IEnumerable<string> classes, double minimum, double maximum)
    {
        Dictionary<ObjectClass, float> scores = [];
        foreach (string key in classes)
        {
            if (!scores.TryAdd(map.Choice<ObjectClass>(key, key), (float)map.Number(key, minimum, maximum)))
            {
                throw map.Wrong(key, "each class once", $"'{key}' besides another spelling of it");
            }
        }

        return scores;
    }

    private static Dictionary<string, IReadOnlyList<double>> ReadParameters(YamlSection map)
    {
        Dictionary<string, IReadOnlyList<double>> parameters = [];
        foreach (string key in map.Keys)
        {
            parameters[key] = map.Numbers(key, -MaxParameter, MaxParameter);
        }

        return parameters;
    }
}
