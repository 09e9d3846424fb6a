using Perception.Client;

namespace Perception.Pipeline;

/// <summary>Where a load-shedding ladder stands, and why. Immutable.</summary>
/// <param name="Plan">What runs.</param>
/// <param name="Reason">Why this is not the whole work, as one sentence; null where it is.</param>
/// <param name="Changes">How many steps there were, down and up.</param>
public sealed record LoadStep(LoadPlan Plan, string? Reason, long Changes)
{
    public LoadRung Rung => Plan.Rung;
}
