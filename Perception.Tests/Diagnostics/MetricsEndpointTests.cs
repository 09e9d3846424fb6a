using System.Net;
using System.Net.Sockets;
using Perception.Diagnostics;
using Perception.Service;
using Perception.Tests.Commands;
using Perception.Tests.Shared;

namespace Perception.Tests.Diagnostics;

[Collection(Alone.Name)]
public sealed class MetricsEndpointTests
{
    private const int Nobody = 0;
    private int _port = 1;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Constructor_ClientsAskWhileItStarts_StartsOrSaysSo()
    {
        // How often .NET's listener is met between two of its steps is chance.
        Task clients = Task.WhenAll(LongRunning(Ask), LongRunning(Ask));
        for (int start = 0; start < 60; start++)
        {
            string address = Address();
            Volatile.Write(ref _port, new Uri(address).Port);
            try
            {
                new MetricsEndpoint(address).Dispose();
            }
            catch (ConfigurationException failure)
            {
                Assert.Equal($"metrics: expected no client to ask at {address} before the service is there, found one; start it again", failure.Message);
            }
        }

        Volatile.Write(ref _port, Nobody);
        await clients;
    }

    [Fact]
    public void Constructor_AddressTaken_IsRefused()
    {
        string address = Address();
        using MetricsEndpoint first = new(address);

        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => new MetricsEndpoint(address));

        Assert.StartsWith($"metrics: expected a free address, found {address} taken", failure.Message, StringComparison.Ordinal);
    }

    private static string Address() => ServiceEndpoint.Free().Replace("tcp:", "http:", StringComparison.Ordinal);

    private static Task LongRunning(Action action) => Task.Factory.StartNew(action, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Ask()
    {
        while (Volatile.Read(ref _port) is int port and not Nobody && !Token.IsCancellationRequested)
        {
            try
            {
                using Socket client = new(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                client.Connect(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                // Nobody listens yet, or the answer is not waited for.
            }
        }
    }
}
