using System.Globalization;
using System.Text;
using OpenCvSharp;
using Sensors.Yaml;

namespace Perception.Inference;

/// <summary>
/// What a network answers to the <see cref="GoldenFrame"/> on the processor, as stored beside its manifest in
/// <c>golden/NAME.yaml</c>. Immutable and thread safe.
/// </summary>
public sealed class GoldenExpectation
{
    private const double MaxValue = 1e12;

    // These networks list their answers by score: a tie that falls the other way would move every later value.
    private static readonly string[] UnorderedDecoders = ["queries", "end-to-end"];

    private GoldenExpectation(string sha256, IReadOnlyList<GoldenOutput> outputs)
    {
        Sha256 = sha256;
        Outputs = outputs;
    }

    /// <summary>SHA-256 of the ONNX file that answered.</summary>
    public string Sha256 { get; }

    /// <summary>The float outputs.</summary>
    public IReadOnlyList<GoldenOutput> Outputs { get; }

    /// <summary>Where a network's expectation is stored.</summary>
    public static string PathFor(NetworkManifest manifest) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(manifest.ManifestPath))!, "golden", manifest.Name + ".yaml");

    /// <summary>Reads a network's expectation; null where none is stored.</summary>
    /// <exception cref="ManifestException">The file is there but cannot be read.</exception>
    public static GoldenExpectation? LoadFor(NetworkManifest manifest)
    {
        string path = PathFor(manifest);
        return File.Exists(path) ? ModelFile.Read(path, Read) : null;
    }

    private static GoldenExpectation Read(YamlSection map)
    {
        string sha256 = map.Text("sha256");
        if (map.WholeNumber("frame", 0, int.MaxValue) != GoldenFrame.Version)
        {
            throw map.Wrong("frame", $"{GoldenFrame.Version}", map.Text("frame"));
        }

        List<GoldenOutput> outputs = [];
        foreach (YamlSection output in map.Sections("outputs"))
        {
            string name = output.Text("name");
            bool isSorted = output.WholeNumber("sorted", 0, 1) == 1;
            IReadOnlyList<double> rows = output.Numbers("rows", 0, int.MaxValue);
            float[] samples = [.. output.Numbers("samples", -MaxValue, MaxValue).Select(value => (float)value)];
            if (rows.Count == 0 || samples.Length == 0 || samples.Length % rows.Count != 0)
            {
                throw output.Wrong("samples", "as many of each row", $"{samples.Length} of {rows.Count} rows");
            }

            outputs.Add(new GoldenOutput(name, isSorted, [.. rows.Select(row => (int)row)], samples));
            output.RefuseUnknownKeys();
        }

        map.RefuseUnknownKeys();
        return new GoldenExpectation(sha256, outputs);
    }

    /// <summary>Runs a network on the golden frame and keeps its answer.</summary>
    /// <exception cref="InferenceException">The run failed or the answer is not finite.</exception>
    public static GoldenExpectation Record(Network network)
    {
        using Mat frame = GoldenFrame.Draw();
        using NetworkBinding binding = network.CreateBinding(frame.Width, frame.Height);
        binding.Preprocess(frame);
        network.Run(binding);
        bool isSorted = UnorderedDecoders.Contains(network.Manifest.Decoder);
        List<GoldenOutput> outputs = [];
        for (int i = 0; i < network.Manifest.Outputs.Count; i++)
        {
            if (network.Manifest.Outputs[i].Kind == TensorKind.Float)
            {
                FiniteCheck.Require(binding, i);
                outputs.Add(GoldenOutput.Of(network.Manifest.Outputs[i], binding.Output(i), isSorted));
            }
        }

        return new GoldenExpectation(network.Manifest.Sha256, outputs);
    }

    /// <summary>Stores the expectation as YAML.</summary>
    public void Save(string path)
    {
        StringBuilder text = new();
        text.Append("# Written by 'perceive models verify --record': samples of the network's answer to the drawn frame, on the processor; of each output some rows, column after column.\n");
        text.Append(CultureInfo.InvariantCulture, $"sha256: {Sha256}\nframe: {GoldenFrame.Version}\noutputs:\n");
        foreach (GoldenOutput output in Outputs)
        {
            string samples = string.Join(", ", output.Samples.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $"  - name: \"{output.Name}\"\n    sorted: {(output.IsSorted ? 1 : 0)}\n    rows: [{string.Join(", ", output.Rows)}]\n    samples: [{samples}]\n");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string part = path + ".part";
        File.WriteAllText(part, text.ToString());
        File.Move(part, path, overwrite: true);
    }
}
