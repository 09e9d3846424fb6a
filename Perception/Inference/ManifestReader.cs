using System.Globalization;
using Fusion.Tracking;

namespace Perception.Inference;

/// <summary>Reads a <see cref="NetworkManifest"/> from YAML, strictly.</summary>
internal static class ManifestReader
{
    private const int MaxDimension = 1 << 24;
    private const int MaxElements = 1 << 27;
    private const int MaxClassId = (1 << 16) - 1;
    private const double MaxParameter = 1e9;
    private const double MaxCrop = 0.95;
    private const int LargestBatch = 64;

    public static NetworkManifest Read(string path)
    {
        YamlMap map = YamlMap.Load(path);
        (float threshold, Dictionary<ObjectClass, float> byClass) = ReadThresholds(map);
        NetworkManifest manifest = new()
        {
            ManifestPath = path,
            Name = map.Text("name"),
            File = ReadFileName(map),
            Sha256 = ReadHash(map),
            Licence = map.Text("licence"),
            Origin = map.Text("origin"),
            Download = map.Optional("download") ? ReadUrl(map, "download") : null,
            Tasks = [.. map.Texts("tasks").Select(task => map.Choice<NetworkTask>("tasks", task))],
            Decoder = map.Text("decoder"),
            Input = ReadInput(map.Map("input")),
            MaxBatch = map.Optional("batch") ? map.Whole("batch", 1, LargestBatch) : 1,
            ExtraInputs = map.Optional("extraInputs") ? [.. map.Maps("extraInputs").Select(ReadExtraInput)] : [],
            Outputs = [.. map.Maps("outputs").Select(ReadOutput)],
            Classes = map.Optional("classes") ? ReadClasses(map.Map("classes")) : new Dictionary<int, ObjectClass>(),
            ScoreThreshold = threshold,
            ClassThresholds = byClass,
            NmsIou = map.Optional("nmsIou") ? (float)map.Number("nmsIou", 0, 1) : 1,
            Parameters = map.Optional("parameters") ? ReadParameters(map.Map("parameters")) : new Dictionary<string, IReadOnlyList<double>>(),
        };
        map.Finish();
        Check(map, manifest);
        return manifest;
    }

    private static void Check(YamlMap map, NetworkManifest manifest)
    {
        if (manifest.Tasks.Count == 0)
        {
            throw map.Fault("tasks", "at least one of objects, lanes", "none");
        }

        if (manifest.Outputs.Count == 0)
        {
            throw map.Fault("outputs", "at least one output", "none");
        }

        CheckSizes(map, manifest);
        IEnumerable<TensorContract> tensors = manifest.Outputs.Concat(manifest.ExtraInputs.Select(input => input.Tensor));
        if (manifest.MaxBatch > 1 && tensors.FirstOrDefault(tensor => tensor.Shape[0] != 1) is { } without)
        {
            throw map.Fault("batch", "inputs and outputs whose first dimension is 1, for one image", $"{without.Name} {without}");
        }

        if (manifest.Tasks.Contains(NetworkTask.Objects) && (manifest.Classes.Count == 0 || manifest.ScoreThreshold <= 0))
        {
            throw map.Fault("tasks", "'classes' and a 'scoreThreshold' above 0 with the task objects", "none");
        }
    }

    private static void CheckSizes(YamlMap map, NetworkManifest manifest)
    {
        TensorContract[] tensors = [manifest.Input.Tensor, .. manifest.ExtraInputs.Select(input => input.Tensor), .. manifest.Outputs];
        if (Array.Find(tensors, tensor => (long)tensor.Count * manifest.MaxBatch > MaxElements) is { } large)
        {
            throw map.Fault("batch", $"at most {MaxElements} elements in each input and output of a run", $"{manifest.MaxBatch} times {large.Name} {large}");
        }
    }

    private static string ReadFileName(YamlMap map)
    {
        string file = map.Text("file");
        return Path.GetFileName(file) == file ? file : throw map.Fault("file", "a file name without a folder", $"'{file}'");
    }

    private static string ReadHash(YamlMap map)
    {
        string hash = map.Text("sha256");
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigit)
            ? hash.ToLowerInvariant()
            : throw map.Fault("sha256", "64 hexadecimal digits", $"'{hash}'");
    }

    private static string ReadUrl(YamlMap map, string key)
    {
        string text = map.Text(key);
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
        return isUrl ? text : throw map.Fault(key, "an http or https URL", $"'{text}'");
    }

    private static ImageInput ReadInput(YamlMap map)
    {
        IReadOnlyList<int> shape = ReadShape(map);
        if (shape.Count != 4 || shape[0] != 1 || shape[1] != 3)
        {
            throw map.Fault("shape", "[1, 3, height, width]", $"[{string.Join(", ", shape)}]");
        }

        InputFit fit = map.Choice<InputFit>("fit");
        bool isLetterbox = fit == InputFit.Letterbox;
        if (!isLetterbox && (map.Has("anchor") || map.Has("pad")))
        {
            throw map.Fault(map.Has("anchor") ? "anchor" : "pad", "no such key with the fit stretch", "one");
        }

        ImageInput input = new()
        {
            Tensor = new TensorContract(map.Text("name"), TensorKind.Float, shape),
            Colour = map.Choice<InputColour>("colour"),
            Mean = ReadChannels(map, "mean", -255, 255),
            Scale = ReadChannels(map, "scale", -255, 255),
            Fit = fit,
            Anchor = isLetterbox ? map.Choice<LetterboxAnchor>("anchor") : LetterboxAnchor.TopLeft,
            Pad = isLetterbox ? map.Whole("pad", 0, 255) : 0,
            CropTop = map.Optional("cropTop") ? map.Number("cropTop", 0, MaxCrop) : 0,
        };
        map.Finish();
        return input;
    }

    private static IReadOnlyList<float> ReadChannels(YamlMap map, string key, double minimum, double maximum)
    {
        IReadOnlyList<double> values = map.Numbers(key, minimum, maximum);
        return values.Count == 3 ? [.. values.Select(value => (float)value)] : throw map.Fault(key, "3 numbers", $"{values.Count}");
    }

    private static TensorContract ReadTensor(YamlMap map) => new(
        map.Text("name"),
        map.Optional("type") ? map.Choice<TensorKind>("type") : TensorKind.Float,
        ReadShape(map));

    private static IReadOnlyList<int> ReadShape(YamlMap map)
    {
        IReadOnlyList<int> shape = map.Wholes("shape", 1, MaxDimension);
        double elements = shape.Aggregate(1.0, (product, dimension) => product * dimension);
        return elements <= MaxElements ? shape : throw map.Fault("shape", $"at most {MaxElements} elements", $"[{string.Join(", ", shape)}]");
    }

    private static TensorContract ReadOutput(YamlMap map)
    {
        TensorContract tensor = ReadTensor(map);
        map.Finish();
        return tensor;
    }

    private static ConstantInput ReadExtraInput(YamlMap map)
    {
        ConstantInput input = new(ReadTensor(map), map.Numbers("values", -MaxParameter, MaxParameter));
        map.Finish();
        return input.Values.Count == input.Tensor.Count || input.Values.Count == 1
            ? input
            : throw map.Fault("values", $"{input.Tensor.Count} numbers, or one for all", $"{input.Values.Count}");
    }

    private static Dictionary<int, ObjectClass> ReadClasses(YamlMap map)
    {
        Dictionary<int, ObjectClass> classes = [];
        foreach (string key in map.Keys)
        {
            ObjectClass objectClass = map.Choice<ObjectClass>(key);
            bool isId = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id);
            classes[isId && id <= MaxClassId ? id : throw map.Fault(key, $"a class id of the network, 0 to {MaxClassId}, as key", $"'{key}'")] = objectClass;
        }

        return classes;
    }

    private static (float Threshold, Dictionary<ObjectClass, float> ByClass) ReadThresholds(YamlMap map)
    {
        Dictionary<ObjectClass, float> byClass = [];
        if (!map.Optional("scoreThreshold"))
        {
            return (0, byClass);
        }

        YamlMap thresholds = map.Map("scoreThreshold");
        float threshold = (float)thresholds.Number("default", 0, 1);
        foreach (string key in thresholds.Keys.Where(key => key != "default"))
        {
            byClass[thresholds.Choice<ObjectClass>(key, key)] = (float)thresholds.Number(key, 0, 1);
        }

        return (threshold, byClass);
    }

    private static Dictionary<string, IReadOnlyList<double>> ReadParameters(YamlMap map)
    {
        Dictionary<string, IReadOnlyList<double>> parameters = [];
        foreach (string key in map.Keys)
        {
            parameters[key] = map.Numbers(key, -MaxParameter, MaxParameter);
        }

        return parameters;
    }
}
