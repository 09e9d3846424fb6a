using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Tests.Inference;

public sealed class NetworkManifestTests : IDisposable
{
    private const string Valid = """
        name: sample
        file: sample.onnx
        sha256: 0aa47e7fd237420d7d2115ef089de983aa63fa27319c866d57da0324756f620c
        licence: MIT
        origin: https://example.org/sample
        tasks: [objects]
        decoder: yolox
        input:
          name: images
          shape: [1, 3, 384, 640]
          colour: rgb
          mean: [123.7, 116.3, 103.5]
          scale: [0.017, 0.018, 0.019]
          fit: letterbox
          anchor: top-left
          pad: 114
        extraInputs:
          - name: sizes
            type: int64
            shape: [1, 2]
            values: [640, 384]
        outputs:
          - name: output
            shape: [1, 5040, 85]
        classes:
          2: car
          9: traffic-light
        scoreThreshold:
          default: 0.1
          trafficLight: 0.4
        trackingScore:
          car: 0.6
        nmsIou: 0.65
        parameters:
          strides: [8, 16, 32]
        """;

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Load_ValidManifest_ReadsEveryKey()
    {
        NetworkManifest manifest = Load(Valid);

        Assert.Equal("sample", manifest.Name);
        Assert.Equal([NetworkTask.Objects], manifest.Tasks);
        Assert.Equal((640, 384), (manifest.Input.Width, manifest.Input.Height));
        Assert.Equal(InputColour.Rgb, manifest.Input.Colour);
        Assert.Equal([0.017f, 0.018f, 0.019f], manifest.Input.Scale);
        Assert.Equal(LetterboxAnchor.TopLeft, manifest.Input.Anchor);
        Assert.Equal(1, manifest.Input.MostWidening);
        Assert.Equal(1.4, Load(Valid.Replace("  pad: 114", "  pad: 114\n  mostWidening: 1.4", StringComparison.Ordinal)).Input.MostWidening);
        Assert.Equal([640.0, 384.0], manifest.ExtraInputs[0].Values);
        Assert.Equal(TensorKind.Int64, manifest.ExtraInputs[0].Tensor.Kind);
        Assert.Equal(5040 * 85, manifest.Outputs[0].Count);
        Assert.Equal(ObjectClass.TrafficLight, manifest.Classes[9]);
        Assert.Equal(0.1f, manifest.ThresholdFor(ObjectClass.Car));
        Assert.Equal(0.4f, manifest.ThresholdFor(ObjectClass.TrafficLight));
        Assert.Equal(0.6f, Assert.Single(manifest.TrackingScores, score => score.Key == ObjectClass.Car).Value);
        Assert.Equal([8.0, 16.0, 32.0], manifest.Parameters["strides"]);
    }

    [Theory]
    [InlineData("licence: MIT", "license: MIT", ":1: the key 'licence' is missing, expected text")]
    [InlineData("nmsIou: 0.65", "nmsIou: 0.65\nnms: 0.65", ":34: unknown key 'nms'")]
    [InlineData("  car: 0.6", "  car: 1", ":32: trackingScore.car expected a number from 0.01 to 0.99, found 1")]
    [InlineData("  car: 0.6", "  bus: 0.6", ":32: trackingScore expected classes of the network, Car, TrafficLight, found Bus")]
    [InlineData("  trafficLight: 0.4", "  bus: 0.4", ":29: scoreThreshold expected classes of the network, Car, TrafficLight, found Bus")]
    [InlineData("  trafficLight: 0.4", "  trafficLight: 0.4\n  traffic-light: 0.3", "expected each class once, found 'traffic-light' besides another spelling of it")]
    [InlineData("  pad: 114", "  pad: 114\n  padding: 3", ":17: unknown key 'input.padding'")]
    [InlineData("  pad: 114", "  pad: 300", ":16: input.pad expected a number from 0 to 255, found 300")]
    [InlineData("  pad: 114", "  pad: 114\n  mostWidening: 0.9", ":17: input.mostWidening expected a number from 1 to 10, found 0.9")]
    [InlineData("  pad: 114", "  pad: .nan", ":16: input.pad expected a number from 0 to 255, found .nan")]
    [InlineData("  colour: rgb", "  colour: grb", ":11: input.colour expected one of Bgr, Rgb, found 'grb'")]
    [InlineData("[1, 3, 384, 640]", "[1, 384, 640, 3]", ":10: input.shape expected [1, 3, height, width], found [1, 384, 640, 3]")]
    [InlineData("values: [640, 384]", "values: [640, 384, 1]", ":21: extraInputs[0].values expected 2 numbers, or one for all, found 3")]
    [InlineData("  2: car", "  2: lorry", ":26: classes.2 expected one of")]
    [InlineData("sha256: 0aa47", "sha256: 0xa47", ":3: sha256 expected 64 hexadecimal digits")]
    [InlineData("  2: car", "  2147483647: car", ":26: classes.2147483647 expected a class id of the network, 0 to 65535, as key, found '2147483647'")]
    [InlineData("[1, 5040, 85]", "[1, 100000, 100000]", ":24: outputs[0].shape expected at most 134217728 elements, found [1, 100000, 100000]")]
    [InlineData("[1, 3, 384, 640]", "[1, 3, 100000, 100000]", ":10: input.shape expected at most 134217728 elements, found [1, 3, 100000, 100000]")]
    [InlineData("[1, 5040, 85]\nclasses:", "[1, 10000000, 4]\nbatch: 4\nclasses:", ":25: batch expected at most 134217728 elements in each input and output of a run, found 4 times output [1,10000000,4] float")]
    [InlineData("file: sample.onnx", "file: ../sample.onnx", ":2: file expected a file name without a folder")]
    [InlineData("scale: [0.017, 0.018, 0.019]", "scale: [1, 0, 1]", ":13: input.scale expected numbers other than 0")]
    [InlineData("classes:\n  2: car\n  9: traffic-light\n", "", ":6: tasks expected 'classes' and a 'scoreThreshold' above 0 with the task objects, found none")]
    [InlineData("tasks: [objects]", "tasks: []", ":6: tasks expected at least one")]
    [InlineData("  fit: letterbox", "  fit: stretch", ":15: input.anchor expected no such key")]
    [InlineData("  fit: letterbox\n  anchor: top-left\n  pad: 114", "  fit: stretch\n  mostWidening: 1.4", ":15: input.mostWidening expected no such key")]
    [InlineData("tasks: [objects]", "tasks: [objects", ": expected well-formed YAML")]
    [InlineData("name: sample", "name: sample\nname: again", "expected well-formed YAML")]
    public void Load_FaultyManifest_SaysFileLineExpectedAndFound(string replace, string with, string message)
    {
        ManifestException error = Assert.Throws<ManifestException>(() => Load(Valid.Replace(replace, with, StringComparison.Ordinal)));

        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_EmptyFile_Throws() => Assert.Throws<ManifestException>(() => Load(""));

    [Fact]
    public void Load_MissingFile_Throws() => Assert.Throws<ManifestException>(() => NetworkManifest.Load("/nowhere/there.yaml"));

    public void Dispose() => File.Delete(_path);

    private NetworkManifest Load(string yaml)
    {
        File.WriteAllText(_path, yaml);
        return NetworkManifest.Load(_path);
    }
}
