using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Evaluation.Radar;

namespace Perception.Commands;

/// <summary><c>perceive evaluate radar DIR</c>: the tracker on a comma2k19 segment's radar returns.</summary>
public static class EvaluateRadarCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "A comma2k19 segment's folder (processed_log/CAN/radar, CAN/speed, IMU/gyro as NumPy files)." };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("radar", "Score the tracker on recorded radar returns by what they tell themselves.") { directory, json };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            RadarScore score = RadarEvaluation.Run(CommaLog.Read(parsed.GetValue(directory)!));
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(score, Indented) : Text(score));
        }));
        return command;
    }

    private static string Text(RadarScore score) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        scans          {score.Scans}, returns {score.Returns}, targets seen for a second or longer {score.Targets}
        followed       {100 * score.FollowedShare:F1} % of their returns, {100 * score.OneIdentityShare:F1} % of these under one identity a target
        tracks         {score.Tracks} confirmed, {score.FalseTracks} of them false
        next return    expected to {score.PredictionError:F3} m (root mean square); standing still {score.StandingError:F3} m
        closing speed  from distances alone to {score.HeldOutRateError:F2} m/s of the Doppler rate, NEES {score.HeldOutRateNees:F2}; differenced distances {score.DifferencedRateError:F2} m/s
        """);
}
