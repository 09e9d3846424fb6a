using System.Text.RegularExpressions;
using Sensors.Yaml;

namespace Perception.Inference;

/// <summary>The networks that are known, and which of them are here. Immutable and thread safe.</summary>
/// <remarks>
/// Manifests (<c>*.yaml</c>) and ONNX files are looked for in the folders given, then in the user's folder
/// (<see cref="ModelFolders.User"/>), then in the project's <c>models/</c>; the first manifest of a name wins. An ONNX file
/// is looked for beside its manifest first, then in the folders in that order. A manifest that cannot be read takes the place of its network: whoever
/// asks for that network, by name or as a default, is told of the manifest, and everybody else goes without.
/// </remarks>
public sealed partial class ModelCatalogue
{
    private readonly Dictionary<string, NetworkManifest> _manifests;
    private readonly Dictionary<string, ManifestException> _unread;
    private readonly List<ManifestException> _faults;
    private readonly string[] _folders;
    private readonly string _defaultsPath;
    private readonly Dictionary<NetworkTask, IReadOnlyList<string>> _defaults;

    private ModelCatalogue(
        Dictionary<string, NetworkManifest> manifests,
        Dictionary<string, ManifestException> unread,
        List<ManifestException> faults,
        string[] folders,
        string defaultsPath,
        Dictionary<NetworkTask, IReadOnlyList<string>> defaults)
    {
        _manifests = manifests;
        _unread = unread;
        _faults = faults;
        _folders = folders;
        _defaultsPath = defaultsPath;
        _defaults = defaults;
    }

    /// <summary>All known networks, by name.</summary>
    public IEnumerable<NetworkManifest> Manifests => _manifests.Values.OrderBy(manifest => manifest.Name, StringComparer.Ordinal);

    /// <summary>Why manifests cannot be read, a sentence each, in the order of the folders and their files; also of those whose network another manifest is for.</summary>
    public IReadOnlyList<ManifestException> Unread => _faults;

    /// <summary>The networks whose files are here.</summary>
    public IReadOnlyList<ResolvedNetwork> Here => [.. Manifests.Where(manifest => Find(manifest) != null).Select(manifest => Resolve(manifest.Name))];

    /// <summary>The folders searched, in order.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Reads every manifest of the given folders, the user's folder and the project's.</summary>
    /// <exception cref="ManifestException">Two manifests of a folder have one name, or <c>defaults.yaml</c> is not right.</exception>
    /// <exception cref="ModelNotFoundException">A given folder does not exist.</exception>
    public static ModelCatalogue Load(IReadOnlyList<string> folders)
    {
        foreach (string folder in folders.Where(folder => !Directory.Exists(folder)))
        {
            throw new ModelNotFoundException($"{folder}: expected a folder of networks, found none.");
        }

        string project = ModelFolders.Project();
        string[] searched = [.. folders.Append(ModelFolders.User()).Append(project).Select(Path.GetFullPath).Distinct().Where(Directory.Exists)];
        Dictionary<string, NetworkManifest> manifests = [];
        Dictionary<string, ManifestException> unread = [];
        List<ManifestException> faults = [];
        foreach (string folder in searched)
        {
            AddFolder(folder, manifests, unread, faults);
        }

        string defaultsPath = Path.Combine(project, ModelFolders.DefaultsFile);
        return new ModelCatalogue(manifests, unread, faults, searched, defaultsPath, ModelFile.Read(defaultsPath, file => ReadDefaults(file, manifests, unread)));
    }

    /// <summary>A network's manifest, whether or not its file is here.</summary>
    /// <exception cref="ModelNotFoundException">No such network is known.</exception>
    /// <exception cref="ManifestException">Its manifest cannot be read.</exception>
    public NetworkManifest Manifest(string name)
    {
        if (_unread.TryGetValue(name, out ManifestException? unread))
        {
            throw new ManifestException(unread.Message, unread);
        }

        return _manifests.TryGetValue(name, out NetworkManifest? manifest)
            ? manifest
            : throw new ModelNotFoundException($"expected a network of the name {string.Join(", ", Manifests.Select(known => known.Name))}; found '{name}'");
    }

    /// <summary>The networks of these names, or all whose files are here where no name is given.</summary>
    /// <exception cref="ModelNotFoundException">One of them is unknown or not here.</exception>
    /// <exception cref="ManifestException">The manifest of one of them cannot be read.</exception>
    public IReadOnlyList<ResolvedNetwork> Select(IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            return [.. names.Select(Resolve)];
        }

        // Whether the file of such a network is here cannot be known: all of them are asked for.
        return _faults.FirstOrDefault() is { } unread ? throw new ManifestException(unread.Message, unread) : Here;
    }

    /// <summary>The networks of these names, or all that serve a task and whose files are here where no name is given.</summary>
    /// <exception cref="ModelNotFoundException">One of them is unknown, not here or does not serve the task.</exception>
    /// <exception cref="ManifestException">The manifest of one of them cannot be read.</exception>
    public IReadOnlyList<ResolvedNetwork> Select(IReadOnlyList<string> names, NetworkTask task)
    {
        IReadOnlyList<ResolvedNetwork> selected = Select(names);
        return names.Count > 0 && selected.FirstOrDefault(network => !network.Manifest.Tasks.Contains(task)) is ResolvedNetwork other
            ? throw new ModelNotFoundException($"The network {other.Manifest.Name} does not serve the task {task}.")
            : [.. selected.Where(network => network.Manifest.Tasks.Contains(task))];
    }

    /// <summary>Finds a network's ONNX file.</summary>
    /// <exception cref="ModelNotFoundException">No such network is known, or its file is not here; the message says how to get it.</exception>
    /// <exception cref="ManifestException">Its manifest cannot be read.</exception>
    public ResolvedNetwork Resolve(string name)
    {
        NetworkManifest manifest = Manifest(name);
        if (Find(manifest) is string path)
        {
            return new ResolvedNetwork(manifest, path);
        }

        string how = manifest.Download == null ? "" : $"run 'perceive models fetch {name}', or ";
        throw new ModelNotFoundException(
            $"The network {name} needs the file {manifest.File}, found in none of {string.Join(", ", _folders)}: {how}get it from {manifest.Origin} ({manifest.Licence}) and name its folder with --models.");
    }

    /// <summary>The ONNX file of a network, or null where it is not here.</summary>
    public string? Find(NetworkManifest manifest)
    {
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(manifest.ManifestPath))!, manifest.File);
        return _folders.Select(folder => Path.Combine(folder, manifest.File)).Prepend(beside).FirstOrDefault(File.Exists);
    }

    /// <summary>The first network of the order of preference in <c>models/defaults.yaml</c> whose file is here.</summary>
    /// <exception cref="ModelNotFoundException">None of them is here.</exception>
    /// <exception cref="ManifestException">The manifest of one that is preferred cannot be read.</exception>
    public ResolvedNetwork DefaultFor(NetworkTask task)
    {
        foreach (NetworkManifest manifest in _defaults[task].Select(Manifest))
        {
            if (Find(manifest) is string path)
            {
                return new ResolvedNetwork(manifest, path);
            }
        }

        throw new ModelNotFoundException($"{_defaultsPath}: expected one of {string.Join(", ", _defaults[task])} in {string.Join(", ", _folders)}, found none.");
    }

    private static void AddFolder(
        string folder, Dictionary<string, NetworkManifest> manifests, Dictionary<string, ManifestException> unread, List<ManifestException> faults)
    {
        Dictionary<string, string> here = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == ModelFolders.DefaultsFile)
            {
                continue;
            }

            NetworkManifest manifest;
            try
            {
                manifest = NetworkManifest.Load(path);
            }
            catch (ManifestException fault)
            {
                faults.Add(fault);
                string name = NameIn(path, here);
                if (!manifests.ContainsKey(name))
                {
                    unread.TryAdd(name, fault);
                }

                continue;
            }

            if (!here.TryAdd(manifest.Name, path))
            {
                throw new ManifestException($"{path}: expected a name of its own, found '{manifest.Name}', which {here[manifest.Name]} has.");
            }

            if (!unread.ContainsKey(manifest.Name))
            {
                manifests.TryAdd(manifest.Name, manifest);
            }
        }
    }

    /// <summary>The name of the network of a manifest that cannot be read whole, which need not even be YAML: the file's, where it says none or that of another in its folder.</summary>
    private static string NameIn(string path, Dictionary<string, string> here)
    {
        string file = Path.GetFileNameWithoutExtension(path);
        try
        {
            Match named = File.ReadLines(path).Select(line => NameLine().Match(line)).FirstOrDefault(match => match.Success) ?? Match.Empty;
            return named.Success && !here.ContainsKey(named.Groups[1].Value) ? named.Groups[1].Value : file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }

    [GeneratedRegex(@"^name:\s*[""']?([^\s""'#]+)")]
    private static partial Regex NameLine();

    private static Dictionary<NetworkTask, IReadOnlyList<string>> ReadDefaults(
        YamlSection map, Dictionary<string, NetworkManifest> manifests, Dictionary<string, ManifestException> unread)
    {
        Dictionary<NetworkTask, IReadOnlyList<string>> defaults = [];
        foreach ((NetworkTask task, string key) in new[] { (NetworkTask.Objects, "objects"), (NetworkTask.Lanes, "lanes") })
        {
            IReadOnlyList<string> names = map.TextList(key);
            foreach (string name in names)
            {
                bool serves = unread.ContainsKey(name) || (manifests.TryGetValue(name, out NetworkManifest? manifest) && manifest.Tasks.Contains(task));
                if (!serves)
                {
                    throw map.Wrong(key, "names of networks that serve the task", $"'{name}'");
                }
            }

            defaults[task] = names;
        }

        map.RefuseUnknownKeys();
        return defaults;
    }
}
