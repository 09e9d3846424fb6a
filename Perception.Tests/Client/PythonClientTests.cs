namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class PythonClientTests : ForeignClientTests
{
    private protected override IForeignClient Client { get; } = new PythonClient();
}
