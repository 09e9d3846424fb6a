using System.CommandLine;
using Perception.Inference;
using Perception.Pipeline;

namespace Perception.Commands;

/// <summary>Options that several commands take, each described once.</summary>
internal static class SharedOptions
{
    public static Option<string?> Models() => new("--models")
    {
        Description = "Folder with networks (ONNX files, and manifests where the project has none); beside the project's models/",
        HelpName = "DIR",
    };

    public static Option<string?> Detector() => new("--detector")
    {
        Description = "Network that finds objects; without it the first of models/defaults.yaml that is there",
        HelpName = "NAME",
    };

    public static Option<string?> Lanes() => new("--lanes")
    {
        Description = "Network that finds lane lines and drivable area; without it the first of models/defaults.yaml that is there",
        HelpName = "NAME",
    };

    public static Option<GuardMode> Guard() => new("--guard")
    {
        Description = "What to do about answers to the known frame: check (where one is stored), require (refuse a network without one), off",
        DefaultValueFactory = _ => GuardMode.Check,
        HelpName = "check|require|off",
    };

    /// <summary>Loads the networks that were asked for, or the defaults; one network serves both tasks where both name it.</summary>
    /// <param name="choice">Which networks, and how they run.</param>
    /// <param name="threads">From how many networks there are to how many threads each gets that does not state them.</param>
    /// <exception cref="ModelException">One cannot be found or loaded.</exception>
    public static NetworkSet LoadNetworks(NetworkChoice choice, Func<int, int> threads)
    {
        ModelCatalogue catalogue = ModelCatalogue.Load(choice.Models is null ? [] : [choice.Models]);
        ResolvedNetwork objectNetwork = choice.Detector is null ? catalogue.DefaultFor(NetworkTask.Objects) : catalogue.Resolve(choice.Detector);
        ResolvedNetwork laneNetwork = choice.Lanes is null ? catalogue.DefaultFor(NetworkTask.Lanes) : catalogue.Resolve(choice.Lanes);
        bool isOne = IsSame(objectNetwork, laneNetwork);
        int share = threads(isOne ? 1 : 2);
        List<(ResolvedNetwork Network, NetworkOptions Options)> wanted = [];
        int objects = Want(objectNetwork, choice.DetectorOptions);
        int lanes = Want(laneNetwork, choice.LaneOptions);
        int? regionObjects = WantNamed(choice.Load.RegionDetector, choice.DetectorOptions);
        int? lighterObjects = WantNamed(choice.Load.LighterDetector, choice.DetectorOptions);
        int? lighterLanes = WantNamed(choice.Load.LighterLanes, choice.LaneOptions);
        Network[] loaded = LoadAll(wanted, share);
        try
        {
            return new NetworkSet(loaded[objects], loaded[lanes], new NetworkVariants
            {
                RegionObjects = At(regionObjects),
                Region = choice.Load.Region,
                LighterObjects = At(lighterObjects),
                LighterLanes = At(lighterLanes),
            });
        }
        catch
        {
            Array.ForEach(loaded, network => network.Dispose());
            throw;
        }

        // A network that is named twice is loaded once.
        int Want(ResolvedNetwork network, NetworkOptions options)
        {
            int index = wanted.FindIndex(other => IsSame(other.Network, network));
            if (index < 0)
            {
                index = wanted.Count;
                wanted.Add((network, options));
            }

            return index;
        }

        int? WantNamed(string? name, NetworkOptions options) => name is null ? null : Want(catalogue.Resolve(name), options);

        Network? At(int? index) => index is { } there ? loaded[there] : null;
    }

    // Two manifests may read one file in different ways.
    private static bool IsSame(ResolvedNetwork one, ResolvedNetwork other) => one.Manifest.Name == other.Manifest.Name;

    /// <summary>The same, with the threads that the cores allow; says how they were shared.</summary>
    public static NetworkSet LoadNetworks(NetworkChoice choice, bool forThroughput, int cores, out ThreadBudget budget)
    {
        ThreadBudget decided = default;
        NetworkSet networks = LoadNetworks(choice, count =>
        {
            decided = forThroughput ? ThreadBudget.ForThroughput(cores, count) : ThreadBudget.ForLatency(cores, count);
            return decided.ThreadsPerNetwork;
        });
        budget = decided;
        return networks;
    }

    /// <summary>Loads one network; says so where TensorRT has to build its engine first.</summary>
    /// <exception cref="ModelException">It cannot be loaded.</exception>
    public static Network LoadNetwork(ResolvedNetwork network, NetworkOptions options)
    {
        using EngineBuildNotice? notice = options.Providers.Count == 0 ? null : EngineBuildNotice.For(network, options, TimeProvider.System);
        return Network.Load(network, options);
    }

    /// <summary>All of them or none, each on a thread of its own.</summary>
    private static Network[] LoadAll(IReadOnlyList<(ResolvedNetwork Network, NetworkOptions Options)> wanted, int share)
    {
        Task<Network>[] loads =
        [
            .. wanted.Select(each => Task.Run(() => LoadNetwork(each.Network, each.Options with { Threads = each.Options.Threads ?? share }))),
        ];
        try
        {
            return Task.WhenAll(loads).GetAwaiter().GetResult();
        }
        catch
        {
            Array.ForEach(loads, load => (load.IsCompletedSuccessfully ? load.Result : null)?.Dispose());
            throw;
        }
    }
}
