namespace Perception.Tests.Client;

/// <inheritdoc/>
public abstract class ForeignReceiveNewestTests : ReceiveNewestTests
{
    private protected abstract IForeignClient Client { get; }

    private protected override IOneCallReader Start(string endpoint)
    {
        Client.Require();
        return new Reader(Client.Run(ClientCase.OneCallALine, endpoint));
    }

    private sealed class Reader(ClientProcess client) : IOneCallReader
    {
        public void Dispose() => client.Dispose();

        public async Task<string> CallAsync(CancellationToken cancellation)
        {
            await client.StandardInput.WriteLineAsync("next".AsMemory(), cancellation);
            await client.StandardInput.FlushAsync(cancellation);
            return await client.StandardOutput.ReadLineAsync(cancellation) ?? await client.StandardError.ReadToEndAsync(cancellation);
        }
    }
}
