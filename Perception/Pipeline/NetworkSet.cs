using Perception.Client;
using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>The networks that a run uses: one for objects and one for lanes, or one that serves both; and those that stand in for them under load.</summary>
/// <remarks>Owns the networks. They may be shared by several pipelines, one per camera; each pipeline has its own bindings.</remarks>
public sealed class NetworkSet : IDisposable
{
    private readonly List<NetworkSlot> _slots = [];
    private readonly List<LoadPlan> _plans = [];
    private readonly List<string> _absentRungs = [];

    /// <param name="objects">Finds objects.</param>
    /// <param name="lanes">Finds lane lines and drivable area; may be the same.</param>
    /// <param name="variants">What may run in their place under load; null for nothing.</param>
    /// <exception cref="ModelContractException">A network does not serve its task.</exception>
    public NetworkSet(Network objects, Network lanes, NetworkVariants? variants = null)
    {
        Require(objects, NetworkTask.Objects);
        Require(lanes, NetworkTask.Lanes);
        Objects = objects;
        Lanes = lanes;
        Distinct = [.. new[] { objects, lanes }.Concat(variants?.All ?? []).Distinct()];
        AddPlans(variants ?? new NetworkVariants());
    }

    public Network Objects { get; }

    public Network Lanes { get; }

    /// <summary>Each network once: the objects' first, then the lanes', then those that stand in under load.</summary>
    public IReadOnlyList<Network> Distinct { get; }

    /// <summary>Each network with each part of the image that it looks at.</summary>
    public IReadOnlyList<NetworkSlot> Slots => _slots;

    /// <summary>The rungs of the ladder that these networks can have, the whole work first.</summary>
    public IReadOnlyList<LoadPlan> Plans => _plans;

    /// <summary>A sentence for each rung that they cannot have.</summary>
    public IReadOnlyList<string> AbsentRungs => _absentRungs;

    /// <summary>Whether some rung runs two networks on one frame.</summary>
    public bool RunsTwo => _plans.Exists(plan => plan.Objects != plan.Lanes);

    public void Dispose()
    {
        foreach (Network network in Distinct)
        {
            network.Dispose();
        }
    }

    private static void Require(Network network, NetworkTask task)
    {
        if (!network.Manifest.Tasks.Contains(task))
        {
            throw new ModelContractException(
                $"{network.Manifest.Name}: expected a network that serves the task {task}, found one that serves {string.Join(", ", network.Manifest.Tasks)}");
        }
    }

    /// <summary>Each rung keeps what those before it leave out.</summary>
    private void AddPlans(NetworkVariants variants)
    {
        LoadPlan plan = new() { Rung = LoadRung.Full, Objects = Slot(Objects, null), Lanes = Slot(Lanes, null) };
        _plans.Add(plan);
        bool isOne = plan.Objects == plan.Lanes;
        if (isOne)
        {
            _absentRungs.Add("lanesEverySecondFrame: one network serves both tasks, so that leaving lanes out would save nothing");
        }
        else
        {
            _plans.Add(plan = plan with { Rung = LoadRung.LanesEverySecondFrame, LanesEverySecondFrame = true });
        }

        if (variants.RegionObjects is null)
        {
            _absentRungs.Add("regionOfInterest: no network for a part of the image is configured");
        }
        else if (isOne)
        {
            _absentRungs.Add("regionOfInterest: one network serves both tasks, and it would still have to run for the lanes");
        }
        else
        {
            Require(variants.RegionObjects, NetworkTask.Objects);
            _plans.Add(plan = plan with { Rung = LoadRung.RegionOfInterest, Objects = Slot(variants.RegionObjects, variants.Region), Region = variants.Region });
        }

        AddLighter(variants, ref plan);
        _plans.Add(plan with { Rung = LoadRung.EverySecondFrame, EverySecondFrame = true });
    }

    private void AddLighter(NetworkVariants variants, ref LoadPlan plan)
    {
        if (variants.LighterObjects is null && variants.LighterLanes is null)
        {
            _absentRungs.Add("lighterNetwork: no lighter network is configured");
            return;
        }

        int objects = plan.Objects;
        int lanes = plan.Lanes;
        if (variants.LighterObjects is { } lighterObjects)
        {
            Require(lighterObjects, NetworkTask.Objects);
            objects = Slot(lighterObjects, plan.Region);
        }

        if (variants.LighterLanes is { } lighterLanes)
        {
            Require(lighterLanes, NetworkTask.Lanes);
            lanes = Slot(lighterLanes, null);
        }

        _plans.Add(plan = plan with { Rung = LoadRung.LighterNetwork, Objects = objects, Lanes = lanes });
    }

    private int Slot(Network network, ImageRegion? region)
    {
        int index = _slots.FindIndex(slot => slot.Network == network && slot.Region == region);
        if (index < 0)
        {
            index = _slots.Count;
            _slots.Add(new NetworkSlot(network, Distinct.ToList().IndexOf(network), region));
        }

        return index;
    }
}
