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
        bool isOne = objectNetwork.Path == laneNetwork.Path;
        int share = threads(isOne ? 1 : 2);
        List<Network> loaded = [];
        try
        {
            Network first = Add(objectNetwork, choice.DetectorOptions);
            Network second = isOne ? first : Add(laneNetwork, choice.LaneOptions);
            return new NetworkSet(first, second, new NetworkVariants
            {
                RegionObjects = Named(choice.Load.RegionDetector, choice.DetectorOptions),
                Region = choice.Load.Region,
                LighterObjects = Named(choice.Load.LighterDetector, choice.DetectorOptions),
                LighterLanes = Named(choice.Load.LighterLanes, choice.LaneOptions),
            });
        }
        catch
        {
            loaded.ForEach(network => network.Dispose());
            throw;
        }

        // A network that is named twice is loaded once.
        Network? Named(string? name, NetworkOptions options)
        {
            if (name is null)
            {
                return null;
            }

            ResolvedNetwork network = catalogue.Resolve(name);
            return loaded.Find(other => other.Path == network.Path) ?? Add(network, options);
        }

        Network Add(ResolvedNetwork network, NetworkOptions options)
        {
            Network added = Load(network, options, share);
            loaded.Add(added);
            return added;
        }
    }

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

    private static Network Load(ResolvedNetwork network, NetworkOptions options, int share) =>
        LoadNetwork(network, options with { Threads = options.Threads ?? share });
}
