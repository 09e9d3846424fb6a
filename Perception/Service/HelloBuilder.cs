using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Sensors.Frames;

namespace Perception.Service;

/// <summary>Makes the <see cref="HelloMessage"/> of a run: what does not change while it runs.</summary>
public static class HelloBuilder
{
    public static HelloMessage Build(
        IReadOnlyList<PerceptionPipeline> pipelines, IReadOnlyList<RigPipeline> rigs, NetworkSet networks, NetworkGuards? guards, TimeProvider time)
    {
        HelloMessage message = HelloMessageFiller.Create(
            pipelines.Select(pipeline => pipeline.Source),
            networks.Distinct.Select((network, i) => ToMessage(network, guards?.All[i].IsGuarded ?? false)),
            WireNames.All<PipelineStage>(),
            WireNames.All<DropCause>(),
            pipelines.Any(pipeline => pipeline.Load is not null) ? networks.Plans.Select(plan => WireNames.Of(plan.Rung)) : [WireNames.Of(LoadRung.Full)],
            pipelines.Any(pipeline => pipeline.Load is not null) ? networks.AbsentRungs : ["load is not shed in this run"],
            typeof(HelloBuilder).Assembly.GetName().Version!.ToString(3),
            Nanoseconds.Utc(time));
        for (int i = 0; i < pipelines.Count; i++)
        {
            message.Sources[i].MotionSource = WireNames.Of(pipelines[i].Motion);
        }

        message.Rigs.AddRange(rigs.Select(ToMessage));
        return message;
    }

    private static RigMessage ToMessage(RigPipeline rig) => new()
    {
        RigId = rig.Options.Id,
        Cameras = [.. rig.Cameras.Select(camera => camera.Source.Id)],
        ToleranceNs = Nanoseconds.Of(rig.Options.Tolerance),
        WaitNs = Nanoseconds.Of(rig.Options.Wait),
    };

    private static NetworkMessage ToMessage(Network network, bool isGuarded) => new()
    {
        Name = network.Manifest.Name,
        Kind = string.Join('+', network.Manifest.Tasks.Select(WireNames.Of)),
        Sha256 = network.Manifest.Sha256,
        Provider = ExecutionProviders.Name(network.Provider),
        InputWidth = network.Manifest.Input.Width,
        InputHeight = network.Manifest.Input.Height,
        Licence = network.Manifest.Licence,
        ProvidersAsked = [.. network.Options.Providers.Select(ExecutionProviders.Name)],
        FallbackReason = network.FallbackReason,
        Threads = network.Options.ThreadsOrDefault,
        IsHalfPrecision = network.IsHalfPrecision,
        IsGuarded = isGuarded,
        MaxBatch = network.MaxBatch,
        Nodes = [.. (network.Placement?.Nodes ?? new Dictionary<string, int>()).Select(node => new NodeCountMessage { Provider = node.Key, Count = node.Value })],
    };
}
