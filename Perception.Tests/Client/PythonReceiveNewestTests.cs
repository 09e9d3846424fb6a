namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class PythonReceiveNewestTests : ForeignReceiveNewestTests
{
    private protected override IForeignClient Client { get; } = new PythonClient();
}
