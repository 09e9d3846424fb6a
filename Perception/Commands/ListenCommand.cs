using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Perception.Client;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive listen [ENDPOINT]</c>: subscribes and shows what a planner would see.</summary>
public static class ListenCommand
{
    /// <summary>Three decades.</summary>
    private const int MostSeconds = 1_000_000_000;

    /// <summary>The range of <see cref="SubscriberOptions.StaleAfter"/>.</summary>
    private const double LeastStaleSeconds = 0.01;

    private const double MostStaleSeconds = 3600;

    public static Command Create()
    {
        SubscriberOptions defaults = new();
        Argument<string> endpoint = new("ENDPOINT")
        {
            Description = "The publisher's endpoint.",
            DefaultValueFactory = _ => defaults.Endpoint,
        };
        Option<bool> json = new("--json") { Description = "Every message as one line of JSON; notices go to standard error." };
        Option<bool> noClock = new("--no-clock") { Description = "With --json: leave out publish time, latency and stage durations, so that two runs compare." };
        Option<long?> count = new("--count") { Description = "Stop after so many world messages." };
        Option<double?> timeout = new("--timeout") { Description = "Fail when no world message comes for so many seconds." };
        Option<double> staleAfter = new("--stale-after")
        {
            Description = "Report a source as stale after so many seconds without a world message.",
            DefaultValueFactory = _ => defaults.StaleAfter.TotalSeconds,
        };
        count.Validators.Add(result => RequirePositive(result));
        timeout.Validators.Add(RequireSeconds);
        staleAfter.Validators.Add(RequireStaleAfter);

        Command command = new("listen", "Subscribe to a running service and show lead, tracks and lanes.")
        {
            endpoint, json, noClock, count, timeout, staleAfter,
        };
        command.Validators.Add(given =>
        {
            if (given.GetResult(noClock) is { Implicit: false } && given.GetResult(json) is null or { Implicit: true })
            {
                given.AddError("--no-clock: expected --json beside it, found none");
            }
        });
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            new ListenOptions
            {
                Endpoint = parsed.GetValue(endpoint)!,
                Json = parsed.GetValue(json),
                WithClockFields = !parsed.GetValue(noClock),
                Count = parsed.GetValue(count),
                Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                StaleAfter = TimeSpan.FromSeconds(parsed.GetValue(staleAfter)),
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken)));
        return command;
    }

    private static int Run(ListenOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        try
        {
            if (options.Json)
            {
                using ListenJson json = new(output, error, options.WithClockFields);
                return Listener.Run(options, json, error, time, cancellationToken);
            }

            if (output != Console.Out || !AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            {
                return Listener.Run(options, new ListenLines(output, error), error, time, cancellationToken);
            }

            return AnsiConsole.Live(new Text($"waiting for {options.Endpoint}"))
                .Start(live => Listener.Run(options, new ListenTable(live, time), error, time, cancellationToken));
        }
        catch (SubscriberException exception)
        {
            error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static void RequireSeconds(OptionResult result)
    {
        if (TryReadNumber(result, out double seconds) && !(seconds > 0 && seconds <= MostSeconds))
        {
            result.AddError(string.Create(
                CultureInfo.InvariantCulture, $"{result.Option.Name}: expected a number above 0 and up to {MostSeconds}, found {result.Tokens[0].Value}"));
        }
    }

    private static void RequireStaleAfter(OptionResult result)
    {
        if (TryReadNumber(result, out double seconds) && !(seconds >= LeastStaleSeconds && seconds <= MostStaleSeconds))
        {
            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Option.Name}: expected a number from {LeastStaleSeconds} to {MostStaleSeconds}, found {result.Tokens[0].Value}"));
        }
    }

    private static void RequirePositive(OptionResult result)
    {
        if (TryReadNumber(result, out double number) && number <= 0)
        {
            result.AddError($"{result.Option.Name}: expected a number above 0, found {result.Tokens[0].Value}");
        }
    }

    /// <summary>False where there is no number: the parser says so itself, and would throw if it were asked for the value here.</summary>
    private static bool TryReadNumber(OptionResult result, out double number)
    {
        number = 0;
        return result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out number);
    }
}
