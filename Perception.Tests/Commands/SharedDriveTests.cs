using System.Globalization;
using System.Text.Json;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>What the real command makes of real drives, against what was measured there.</summary>
public sealed class SharedDriveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_HighwayVideo_LosesNoFrameAndKnowsBothEgoLines()
    {
        string summary = _folder.At("summary.json");
        await ReplayAsync("drives/solidWhiteRight.mp4", "--summary", summary);
        Assert.Equal(221, Summary.Integer(summary, "framesRead"));
        Assert.Equal(221, Summary.Integer(summary, "framesPublished"));
        Assert.InRange(Summary.Number(summary, "bothEgoLanesShare"), 0.95, 1);
    }

    /// <summary>The lead's distance along the optical axis against the lidar's: at most 6 % mean absolute relative error.</summary>
    [Fact]
    public async Task Replay_KittiDrive_LeadKeepsItsIdentityAndItsRangeAgreesWithLidar()
    {
        string log = _folder.At("log.jsonl");
        await ReplayAsync("drives/kitti_raw_2011_09_26", "--log", log);
        Dictionary<long, double> lidar = File.ReadLines(SharedFolder.Require("drives/kitti_raw_2011_09_26/lead_range_lidar.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(cells => long.Parse(cells[0], CultureInfo.InvariantCulture), cells => double.Parse(cells[1], CultureInfo.InvariantCulture));

        List<double> errors = [];
        HashSet<int> identities = [];
        foreach (JsonElement world in File.ReadLines(log).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (world.GetProperty("topic").GetString() == "world" && world.GetProperty("lead") is { ValueKind: JsonValueKind.Object } lead)
            {
                double truth = lidar[world.GetProperty("frameId").GetInt64()];
                identities.Add(lead.GetProperty("trackId").GetInt32());
                errors.Add((lead.GetProperty("cameraDepth").GetDouble() - truth) / truth);
            }
        }

        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{errors.Count} of {lidar.Count} frames, mean absolute relative error {errors.Average(Math.Abs):0.0000}, bias {errors.Average():0.0000}");
        TestContext.Current.SendDiagnosticMessage(figures);
        Assert.Single(identities);
        Assert.True(errors.Count >= lidar.Count - 2, figures);
        Assert.True(errors.Average(Math.Abs) <= 0.06, figures);
    }

    private static async Task ReplayAsync(string drive, params string[] options)
    {
        ProcessResult result = await PerceiveProcess.RunAsync(
            ["replay", SharedFolder.Require(drive), "--models", SharedFolder.Require("models"), "--detector", "yolox_nano_384x640",
             "--lanes", "twinlitenetplus_small_192x320", "--pace", "max", "--no-publish", .. options]);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
