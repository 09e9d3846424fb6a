using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Evaluation.Drives;
using Evaluation.Motion;
using OpenCvSharp;
using Sensors;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary><c>perceive evaluate motion DRIVE</c>: the measured image motion against how the camera really turned.</summary>
public static class EvaluateMotionCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        Argument<string> drive = new("DRIVE") { Description = "A recorded drive with a calibration, and with truth of perceive simulate or with odometry (which knows no pitch)." };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("motion", "Score the measured image motion against how the camera really turned.") { drive, json };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            MotionScore score = Score(parsed.GetValue(drive)!);
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(score, Indented) : Text(score));
        }));
        return command;
    }

    private static MotionScore Score(string path)
    {
        try
        {
            using IRecordedSource source = DriveOpener.Open(path, new DriveOpenOptions());
            SourceDescription drive = source.Description;
            DriveTruth? truth = DriveTruth.Find(drive.TruthPath);
            if (drive.Calibration is not { } calibration || (truth is null && drive.EgoMotion is null))
            {
                throw new CommandException($"{path}: expected a drive with {(drive.Calibration is null ? "a calibration" : "truth of perceive simulate or with odometry")}, found none.");
            }

            ImageMotionEstimator estimator = new(drive.Width, drive.Height, calibration, new ImageMotionOptions());
            MotionScorer scorer = new(calibration, truth, drive.EgoMotion);
            using Mat image = new();
            while (source.Read(image, CancellationToken.None) is { Status: not FrameReadStatus.EndOfDrive } read)
            {
                switch (read.Status)
                {
                    case FrameReadStatus.Frame:
                        scorer.Add(read.FrameId, read.CaptureTimeNs, estimator.Update(image).Motion);
                        break;
                    case FrameReadStatus.Fault:
                        throw new CommandException(read.Problem!);
                    default:
                        estimator.Reset();
                        scorer.Reset();
                        break;
                }
            }

            return scorer.Score;
        }
        catch (SensorException fault)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static string Text(MotionScore score) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        known   {score.Known} of {score.Steps} steps
        pitch   {(score.PitchError is { } error ? string.Create(CultureInfo.InvariantCulture, $"off by {error:F2} px a step, where the image moved {score.PitchMotion:F2}") : "unknown to odometry")}
        yaw     off by {score.YawError:F2} px a step, where the image moved {score.YawMotion:F2}
        """);
}
