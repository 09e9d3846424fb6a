namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class CppReceiveNewestTests(CppClient client) : ForeignReceiveNewestTests
{
    private protected override IForeignClient Client { get; } = client;
}
