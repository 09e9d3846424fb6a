namespace Perception.Tests.Shared;

/// <summary>
/// Classes whose tests run while no other test does: they count what their thread allocates, and a collection that another
/// thread brings on meanwhile counts the unused rest of this thread's allocation buffer as allocated.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
