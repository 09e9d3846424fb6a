namespace Perception.Inference;

/// <summary>A network whose ONNX file was found.</summary>
/// <param name="Manifest">What the file is said to be.</param>
/// <param name="Path">The ONNX file.</param>
public sealed record ResolvedNetwork(NetworkManifest Manifest, string Path);
