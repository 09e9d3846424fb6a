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
    /// <exception cref="ModelException">One cannot be found or loaded.</exception>
    public static NetworkSet LoadNetworks(string? models, string? detector, string? lanes, bool forThroughput, int cores, out ThreadBudget budget)
    {
        ModelCatalogue catalogue = ModelCatalogue.Load(models is null ? [] : [models]);
        ResolvedNetwork objectNetwork = detector is null ? catalogue.DefaultFor(NetworkTask.Objects) : catalogue.Resolve(detector);
        ResolvedNetwork laneNetwork = lanes is null ? catalogue.DefaultFor(NetworkTask.Lanes) : catalogue.Resolve(lanes);
        bool isOne = objectNetwork.Path == laneNetwork.Path;
        int count = isOne ? 1 : 2;
        budget = forThroughput ? ThreadBudget.ForThroughput(cores, count) : ThreadBudget.ForLatency(cores, count);
        NetworkOptions options = new() { Threads = budget.ThreadsPerNetwork };
        Network first = Network.Load(objectNetwork, options);
        return new NetworkSet(first, isOne ? first : Network.Load(laneNetwork, options));
    }
}
