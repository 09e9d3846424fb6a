using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>A replay at half its drive's pace that is interrupted, as by Ctrl-C, when it has given some messages.</summary>
internal static class StoppedReplay
{
    /// <param name="arguments">What is replayed, and how.</param>
    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        string endpoint = ServiceEndpoint.Free();
        using PerceiveProcess replay = PerceiveProcess.Start(["replay", .. arguments, "--pace", "0.5", "--publish", endpoint, "--wait-for-subscribers", "1"]);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= 5);
        replay.Signal("INT");
        return await replay.EndAsync();
    }
}
