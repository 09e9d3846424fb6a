using System.Globalization;
using System.Security.Cryptography;
using Perception.Inference;

namespace Perception.Tests.Inference;

/// <summary>A temporary folder with one network: an ONNX file and its manifest. Deletes itself.</summary>
internal sealed class NetworkFolder : IDisposable
{
    public const string Name = "tiny";

    private NetworkFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = Directory.CreateTempSubdirectory("perception-tests-").FullName;

    public string OnnxPath => System.IO.Path.Combine(Path, Name + ".onnx");

    public string ManifestPath => System.IO.Path.Combine(Path, Name + ".yaml");

    /// <summary>Writes the ONNX file and a manifest around the given keys.</summary>
    /// <param name="onnx">The file's content.</param>
    /// <param name="keys">The manifest from its key <c>tasks</c> on.</param>
    public static NetworkFolder Write(byte[] onnx, string keys)
    {
        NetworkFolder folder = new();
        File.WriteAllBytes(folder.OnnxPath, onnx);
        string hash = Convert.ToHexStringLower(SHA256.HashData(onnx));
        File.WriteAllText(folder.ManifestPath, $"name: {Name}\nfile: {Name}.onnx\nsha256: {hash}\nlicence: MIT\norigin: made in the test\n{keys}");
        return folder;
    }

    /// <summary>The manifest's <c>input</c> key for an image input called image.</summary>
    public static string InputKeys(int width, int height, string colour = "bgr", string fit = "fit: stretch", string mean = "[0, 0, 0]", string scale = "[1, 1, 1]") =>
        string.Create(CultureInfo.InvariantCulture, $"input: {{name: image, shape: [1, 3, {height}, {width}], colour: {colour}, mean: {mean}, scale: {scale}, {fit}}}\n");

    public ResolvedNetwork Resolve() => ModelCatalogue.Load([Path]).Resolve(Name);

    public Network Load() => Network.Load(Resolve(), new NetworkOptions { Threads = 1 });

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
