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

    /// <summary>Loads the networks that were asked for, or the defaults; one network serves both tasks where both name it.</summary>
    /// <param name="models">Folder beside the project's own, or null.</param>
    /// <param name="detector">Name, or null for the default.</param>
    /// <param name="lanes">Name, or null for the default.</param>
    /// <param name="threads">From how many networks there are to how many threads each gets.</param>
    /// <exception cref="ModelException">One cannot be found or loaded.</exception>
    public static NetworkSet LoadNetworks(string? models, string? detector, string? lanes, Func<int, int> threads)
    {
        ModelCatalogue catalogue = ModelCatalogue.Load(models is null ? [] : [models]);
        ResolvedNetwork objectNetwork = detector is null ? catalogue.DefaultFor(NetworkTask.Objects) : catalogue.Resolve(detector);
        ResolvedNetwork laneNetwork = lanes is null ? catalogue.DefaultFor(NetworkTask.Lanes) : catalogue.Resolve(lanes);
        bool isOne = objectNetwork.Path == laneNetwork.Path;
        NetworkOptions options = new() { Threads = threads(isOne ? 1 : 2) };
        Network first = Network.Load(objectNetwork, options);
        return new NetworkSet(first, isOne ? first : Network.Load(laneNetwork, options));
    }

    /// <summary>The same, with the threads that the cores allow; says how they were shared.</summary>
    public static NetworkSet LoadNetworks(string? models, string? detector, string? lanes, bool forThroughput, int cores, out ThreadBudget budget)
    {
        ThreadBudget decided = default;
        NetworkSet networks = LoadNetworks(models, detector, lanes, count =>
        {
            decided = forThroughput ? ThreadBudget.ForThroughput(cores, count) : ThreadBudget.ForLatency(cores, count);
            return decided.ThreadsPerNetwork;
        });
        budget = decided;
        return networks;
    }
}
