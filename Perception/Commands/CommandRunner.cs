using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Evaluation;
using Labelling.Sets;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Schedules;
using Perception.Service;
using Sensors;
using Sensors.Sources;
using Simulation;

namespace Perception.Commands;

/// <summary>The command line: every command, and how a failure reaches the user.</summary>
public static class CommandRunner
{
    private static readonly OrderedDictionary<string, Func<Command>> Commands = new()
    {
        ["replay"] = ReplayCommand.Create,
        ["run"] = RunCommand.Create,
        ["listen"] = ListenCommand.Create,
        ["doctor"] = DoctorCommand.Create,
        ["bench"] = BenchCommand.Create,
        ["models"] = () => ModelsCommand.Create(TimeProvider.System),
        ["track"] = TrackCommand.Create,
        ["evaluate"] = EvaluateCommand.Create,
        ["simulate"] = SimulateCommand.Create,
        ["label"] = LabelCommand.Create,
    };

    /// <returns>0 where all went well; otherwise one sentence is on standard error.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        NativeHeap.MapLargeBlocks();
        OpenCvLogging.QuietWhenLoaded();
        RootCommand root = new("Camera perception for automated vehicles: frames in, tracked objects and lanes out.");

        // A start makes only the command that it names.
        IEnumerable<Func<Command>> made = arguments.Length > 0 && Commands.TryGetValue(arguments[0], out Func<Command>? named) ? [named] : Commands.Values;
        foreach (Func<Command> create in made)
        {
            root.Subcommands.Add(create());
        }

        OptionValues.Check(root);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            StandardError.WriteLine($"perceive: {ParseFailure.Sentence(parsed)} (see 'perceive --help')");
            return 2;
        }

        try
        {
            RuntimeTelemetry.TurnOff();
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (IsForTheUser(failure))
        {
            StandardError.WriteLine($"perceive: {Sentence(failure).ReplaceLineEndings(" ")}");
            return 1;
        }
        finally
        {
            Publisher.FlushBeforeExit();
        }
    }

    /// <summary>Of a folder in the place of a file the message says only that access is denied.</summary>
    private static string Sentence(Exception failure) =>
        failure is UnauthorizedAccessException ? $"expected a file that may be opened, found a folder or one that may not: {failure.Message}" : failure.Message;

    /// <summary>Failures whose message says in one sentence what to mend; anything else is a defect and shows its stack.</summary>
    private static bool IsForTheUser(Exception failure) => failure is
        CommandException or EvaluationException or LabelSetException or SensorException or ModelException or PublisherException or PipelineException
        or SimulationException or ConfigurationException or ScheduleException or ValidationException or IOException or UnauthorizedAccessException;
}
