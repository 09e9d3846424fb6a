using System.Diagnostics;

namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class PythonClientTests : ForeignClientTests
{
    private protected override IForeignClient Client { get; } = new PythonClient();

    [Fact]
    public void Dispose_ClientThatStillRuns_EndsIt()
    {
        Client.Require();
        int id;
        using (ClientProcess client = Client.Listen("tcp://127.0.0.1:9"))
        {
            id = client.Id;
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }
}
