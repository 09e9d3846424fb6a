namespace Perception.Tests.Shared;

/// <summary>Finds material that lies beside the repository; tests that need it are skipped where it is absent.</summary>
public static class SharedFolder
{
    /// <summary>The full path of a file or folder below <c>../shared</c>; skips the calling test where it is not there.</summary>
    public static string Require(string relativePath)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", relativePath));
        if (File.Exists(path) || Directory.Exists(path))
        {
            return path;
        }

        Assert.Skip($"needs ../shared/{relativePath}");
        return string.Empty;
    }
}
