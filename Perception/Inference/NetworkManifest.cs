using Fusion.Tracking;

namespace Perception.Inference;

/// <summary>
/// What an ONNX file is: its inputs, preprocessing, outputs, decoder, classes, licence and origin. Immutable and thread safe.
/// </summary>
/// <remarks>Written as YAML; <c>docs/adding-a-network.md</c> explains each key.</remarks>
public sealed record NetworkManifest
{
    /// <summary>The name by which commands and configurations ask for the network.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the ONNX file, without a folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the ONNX file, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    public required string Licence { get; init; }

    /// <summary>Where the network comes from: the URL of its project, or words.</summary>
    public required string Origin { get; init; }

    /// <summary>URL of exactly this file, where there is one.</summary>
    public string? Download { get; init; }

    public required IReadOnlyList<NetworkTask> Tasks { get; init; }

    /// <summary>Name of the decoder in the <see cref="DecoderRegistry"/>.</summary>
    public required string Decoder { get; init; }

    public required ImageInput Input { get; init; }

    /// <summary>The most images that one run takes. All shapes here are those of one image, whose first dimension is 1.</summary>
    public int MaxBatch { get; init; } = 1;

    public IReadOnlyList<ConstantInput> ExtraInputs { get; init; } = [];

    public required IReadOnlyList<TensorContract> Outputs { get; init; }

    /// <summary>The network's class ids that mean something here; all others are ignored.</summary>
    public IReadOnlyDictionary<int, ObjectClass> Classes { get; init; } = new Dictionary<int, ObjectClass>();

    /// <summary>Least score of a detection, 0 to 1, unless its class has its own.</summary>
    public float ScoreThreshold { get; init; }

    /// <summary>Least score by class, 0 to 1.</summary>
    public IReadOnlyDictionary<ObjectClass, float> ClassThresholds { get; init; } = new Dictionary<ObjectClass, float>();

    /// <summary>
    /// By class, the network's score that the tracker takes for 0.5, above 0 and below 1: networks are not equally sure, the tracker's
    /// thresholds are the same for all. A class that is not named keeps its scores.
    /// </summary>
    public IReadOnlyDictionary<ObjectClass, float> TrackingScores { get; init; } = new Dictionary<ObjectClass, float>();

    /// <summary>Two boxes of one class that overlap by more than this intersection over union are one object.</summary>
    public float NmsIou { get; init; } = 1;

    /// <summary>Numbers that only this network's decoder understands, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Parameters { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>The file that the manifest was read from.</summary>
    public required string ManifestPath { get; init; }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ManifestException">It cannot be read, is not YAML, has an unknown or missing key, or a value out of range.</exception>
    public static NetworkManifest Load(string path) => ManifestReader.Read(path);

    /// <summary>The least score for a class, 0 to 1.</summary>
    public float ThresholdFor(ObjectClass objectClass) => ClassThresholds.GetValueOrDefault(objectClass, ScoreThreshold);
}
