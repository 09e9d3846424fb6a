namespace Perception.Recording;

/// <summary>Keeps what a run writes off the files that it reads or writes otherwise, and out of the folders that it reads: all of a drive's files count.</summary>
internal static class DistinctFiles
{
    /// <param name="read">Files and folders that are read, by what the user calls them; a null is none.</param>
    /// <param name="written">Files that are written.</param>
    /// <returns>The first that would be written over another, as one sentence; null where there is none.</returns>
    public static string? Clash(IEnumerable<(string Name, string? Path)> read, IEnumerable<(string Name, string? Path)> written)
    {
        Dictionary<string, string> names = [];
        foreach ((string name, string path) in Given(read))
        {
            names.TryAdd(path, name);
        }

        (string Path, string Name)[] folders = [.. names.Where(one => Directory.Exists(one.Key)).Select(one => (Path.TrimEndingDirectorySeparator(one.Key) + Path.DirectorySeparatorChar, one.Value))];

        foreach ((string name, string path) in Given(written))
        {
            if (Array.Find(folders, folder => path.StartsWith(folder.Path, StringComparison.Ordinal)) is { Name: { } inside })
            {
                return $"{name}: expected a file outside the folder of {inside}, found one in it: {path}";
            }

            if (!names.TryAdd(path, name))
            {
                return $"{name}: expected a file of its own, found that of {names[path]}: {path}";
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, string Path)> Given(IEnumerable<(string Name, string? Path)> files) =>
        files.Where(file => !string.IsNullOrEmpty(file.Path)).Select(file => (file.Name, Resolve(file.Path!)));

    private static string Resolve(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
}
