namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class PythonConnectionTests : ForeignConnectionTests
{
    private protected override IForeignClient Client { get; } = new PythonClient();
}
