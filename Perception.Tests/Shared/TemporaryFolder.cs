namespace Perception.Tests.Shared;

/// <summary>A new, empty folder that goes when the test ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("perception-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a text file, with its folders, and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
