using System.Globalization;
using Perception.Client;

namespace Perception.Commands;

/// <summary>The loop of <c>perceive listen</c>.</summary>
internal static class Listener
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <returns>0, or 1 where world messages failed to come within the timeout.</returns>
    /// <exception cref="SubscriberException">The endpoint is malformed.</exception>
    public static int Run(ListenOptions options, IListenView view, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        using PerceptionSubscriber subscriber = new(
            new SubscriberOptions { Endpoint = options.Endpoint, StaleAfter = options.StaleAfter }, time);
        long lastWorld = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (subscriber.TryReceive(Slice, out PerceptionEvent? received, cancellationToken))
            {
                view.Show(received, subscriber);
                if (received is WorldReceived)
                {
                    lastWorld = time.GetTimestamp();
                    if (subscriber.Worlds == options.Count)
                    {
                        return 0;
                    }
                }
            }

            if (options.Timeout is { } timeout && time.GetElapsedTime(lastWorld) >= timeout)
            {
                string expected = options.Count is { } count ? $"{count} world messages" : "a world message";
                string seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                error.WriteLine($"endpoint {options.Endpoint}: expected {expected}, found {subscriber.Worlds} and then none for {seconds} s");
                return 1;
            }
        }

        return 0;
    }
}
