using System.Net;
using System.Net.Sockets;
using Perception.Client;

namespace Perception.Tests.Commands;

/// <summary>Where a service under test publishes, and what comes from there.</summary>
internal static class ServiceEndpoint
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Below the ports that a system hands out by itself, so that nobody gets one between its choice and the service's start.
    private const int FirstPort = 20_000;
    private const int PortCount = 10_000;
    private static int _port = Random.Shared.Next(PortCount);

    /// <summary>An endpoint that nobody has bound and no other test is given.</summary>
    public static string Free()
    {
        while (true)
        {
            int port = FirstPort + (int)((uint)Interlocked.Increment(ref _port) % PortCount);
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return $"tcp://127.0.0.1:{port}";
            }
            catch (SocketException)
            {
                // In use.
            }
        }
    }

    /// <summary>A subscriber that has taken what has come so far.</summary>
    public static PerceptionSubscriber Received(PerceptionSubscriber subscriber)
    {
        while (subscriber.TryReceive(TimeSpan.FromMilliseconds(20), out _, TestContext.Current.CancellationToken))
        {
        }

        return subscriber;
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
