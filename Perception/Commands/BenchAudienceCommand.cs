using System.CommandLine;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Commands;

/// <summary><c>perceive bench audience</c>: the subscribers that <c>bench scale</c> publishes to, in a process of their own.</summary>
internal static class BenchAudienceCommand
{
    public static Command Create()
    {
        Argument<string> endpoint = new("ENDPOINT") { Description = "The publisher's endpoint" };
        Argument<int> count = new("N") { Description = "How many subscribers" };
        Command command = new("audience", "Subscribe N times to world and read nothing of it, until stopped.") { endpoint, count };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
        {
            using StopSignal stop = new();
            using BareAudience audience = new(parsed.GetValue(endpoint)!, Topics.World, parsed.GetValue(count));
            audience.Run(stop.Token);
            return Task.FromResult(0);
        });
        return command;
    }
}
