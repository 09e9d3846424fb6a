using System.Net;
using System.Net.Sockets;
using Perception.Client;

namespace Perception.Tests.Commands;

/// <summary>Where a service under test publishes, and what comes from there.</summary>
internal static class ServiceEndpoint
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>An endpoint that nobody has bound.</summary>
    public static string Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public static PerceptionSubscriber Subscribe(string endpoint) => new(new SubscriberOptions { Endpoint = endpoint }, TimeProvider.System);

    public static void ReceiveUntil(PerceptionSubscriber subscriber, Func<PerceptionEvent, bool> isEnough)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            if (subscriber.TryReceive(TimeSpan.FromMilliseconds(200), out PerceptionEvent? received, TestContext.Current.CancellationToken)
                && isEnough(received))
            {
                return;
            }
        }

        Assert.Fail($"nothing of what was expected came within {Patience.TotalSeconds} s");
    }
}
