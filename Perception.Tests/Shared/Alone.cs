namespace Perception.Tests.Shared;

/// <summary>Classes whose tests run while no other test does: they count what the whole process allocates, or another test's load would move what they measure.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
