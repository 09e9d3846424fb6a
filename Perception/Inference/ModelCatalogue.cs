using Sensors.Yaml;

namespace Perception.Inference;

/// <summary>The networks that are known, and which of them are here. Immutable and thread safe.</summary>
/// <remarks>
/// Manifests (<c>*.yaml</c>) and ONNX files are looked for in the folders given, then in the user's folder
/// (<see cref="ModelFolders.User"/>), then in the project's <c>models/</c>; the first manifest of a name wins. An ONNX file
/// is looked for beside its manifest first, then in the folders in that order.
/// </remarks>
public sealed class ModelCatalogue
{
    private readonly Dictionary<string, NetworkManifest> _manifests;
    private readonly string[] _folders;
    private readonly string _defaultsPath;
    private readonly Dictionary<NetworkTask, IReadOnlyList<string>> _defaults;

    private ModelCatalogue(Dictionary<string, NetworkManifest> manifests, string[] folders, string defaultsPath, Dictionary<NetworkTask, IReadOnlyList<string>> defaults)
    {
        _manifests = manifests;
        _folders = folders;
        _defaultsPath = defaultsPath;
        _defaults = defaults;
    }

    /// <summary>All known networks, by name.</summary>
    public IEnumerable<NetworkManifest> Manifests => _manifests.Values.OrderBy(manifest => manifest.Name, StringComparer.Ordinal);

    /// <summary>The folders searched, in order.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Reads every manifest of the given folders, the user's folder and the project's.</summary>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
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
        foreach (string folder in searched)
        {
            AddFolder(folder, manifests);
        }

        string defaultsPath = Path.Combine(project, ModelFolders.DefaultsFile);
        return new ModelCatalogue(manifests, searched, defaultsPath, ModelFile.Read(defaultsPath, file => ReadDefaults(file, manifests)));
    }

    /// <summary>A network's manifest, whether or not its file is here.</summary>
    /// <exception cref="ModelNotFoundException">No such network is known.</exception>
    public NetworkManifest Manifest(string name) => _manifests.TryGetValue(name, out NetworkManifest? manifest)
        ? manifest
        : throw new ModelNotFoundException($"expected a network of the name {string.Join(", ", Manifests.Select(known => known.Name))}; found '{name}'");

    /// <summary>The networks of these names, or all whose files are here where no name is given.</summary>
    /// <exception cref="ModelNotFoundException">One of them is unknown or not here.</exception>
    public IReadOnlyList<ResolvedNetwork> Select(IReadOnlyList<string> names) => names.Count > 0
        ? [.. names.Select(Resolve)]
        : [.. Manifests.Where(manifest => Find(manifest) != null).Select(manifest => Resolve(manifest.Name))];

    /// <summary>The networks of these names, or all that serve a task and whose files are here where no name is given.</summary>
    /// <exception cref="ModelNotFoundException">One of them is unknown, not here or does not serve the task.</exception>
    public IReadOnlyList<ResolvedNetwork> Select(IReadOnlyList<string> names, NetworkTask task)
    {
        IReadOnlyList<ResolvedNetwork> selected = Select(names);
        return names.Count > 0 && selected.FirstOrDefault(network => !network.Manifest.Tasks.Contains(task)) is ResolvedNetwork other
            ? throw new ModelNotFoundException($"The network {other.Manifest.Name} does not serve the task {task}.")
            : [.. selected.Where(network => network.Manifest.Tasks.Contains(task))];
    }

    /// <summary>Finds a network's ONNX file.</summary>
    /// <exception cref="ModelNotFoundException">No such network is known, or its file is not here; the message says how to get it.</exception>
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
    public ResolvedNetwork DefaultFor(NetworkTask task)
    {
        foreach (string name in _defaults[task])
        {
            if (Find(_manifests[name]) is string path)
            {
                return new ResolvedNetwork(_manifests[name], path);
            }
        }

        throw new ModelNotFoundException($"{_defaultsPath}: expected one of {string.Join(", ", _defaults[task])} in {string.Join(", ", _folders)}, found none.");
    }

    private static void AddFolder(string folder, Dictionary<string, NetworkManifest> manifests)
    {
        Dictionary<string, string> here = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == ModelFolders.DefaultsFile)
            {
                continue;
            }

            NetworkManifest manifest = NetworkManifest.Load(path);
            if (!here.TryAdd(manifest.Name, path))
            {
                throw new ManifestException($"{path}: expected a name of its own, found '{manifest.Name}', which {here[manifest.Name]} has.");
            }

            manifests.TryAdd(manifest.Name, manifest);
        }
    }

    private static Dictionary<NetworkTask, IReadOnlyList<string>> ReadDefaults(YamlSection map, Dictionary<string, NetworkManifest> manifests)
    {
        Dictionary<NetworkTask, IReadOnlyList<string>> defaults = [];
        foreach ((NetworkTask task, string key) in new[] { (NetworkTask.Objects, "objects"), (NetworkTask.Lanes, "lanes") })
        {
            IReadOnlyList<string> names = map.TextList(key);
            foreach (string name in names)
            {
                bool serves = manifests.TryGetValue(name, out NetworkManifest? manifest) && manifest.Tasks.Contains(task);
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
