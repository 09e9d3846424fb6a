namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class CppConnectionTests(CppClient client) : ForeignConnectionTests
{
    private protected override IForeignClient Client { get; } = client;
}
