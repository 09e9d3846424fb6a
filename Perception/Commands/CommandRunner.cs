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
    /// <returns>0 where all went well; otherwise one sentence is on standard error.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        NativeHeap.LimitArenas();
        OpenCvLogging.Quiet();
        RootCommand root = new("Camera perception for automated vehicles: frames in, tracked objects and lanes out.")
        {
            ReplayCommand.Create(),
            RunCommand.Create(),
            ListenCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            ModelsCommand.Create(TimeProvider.System),
            TrackCommand.Create(),
            EvaluateCommand.Create(),
            SimulateCommand.Create(),
            LabelCommand.Create(),
        };

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"perceive: {parsed.Errors[0].Message} (see 'perceive --help')");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (IsForTheUser(failure))
        {
            await Console.Error.WriteLineAsync($"perceive: {failure.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
        finally
        {
            Publisher.FlushBeforeExit();
        }
    }

    /// <summary>Failures whose message says in one sentence what to mend; anything else is a defect and shows its stack.</summary>
    private static bool IsForTheUser(Exception failure) => failure is
        CommandException or EvaluationException or LabelSetException or SensorException or ModelException or PublisherException or PipelineException
        or SimulationException or ConfigurationException or ScheduleException or ValidationException or IOException or UnauthorizedAccessException;
}
