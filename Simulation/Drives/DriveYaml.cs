using System.Globalization;
using System.Text;
using Simulation.Rendering;
using Simulation.Scenarios;

namespace Simulation.Drives;

/// <summary>The text of a drive's <c>drive.yaml</c> and calibration file.</summary>
internal static class DriveYaml
{
    private const string Licence = "MIT";

    public static string Drive(string name, Scenario scenario, SimulationOptions options, IReadOnlyList<(string File, string Hash)> hashes)
    {
        StringBuilder text = new();
        string seconds = options.Seconds.ToString("R", CultureInfo.InvariantCulture);
        text.Append("schema: 1\n");
        text.Append(CultureInfo.InvariantCulture, $"name: {Quoted(name)}\n");
        text.Append("cameras:\n  - id: front\n    media: front.mp4\n");
        text.Append(CultureInfo.InvariantCulture, $"    frameRate: {options.FrameRate:0.0###}\n");
        text.Append("    calibration: front_calibration.yaml\negoMotion: ego_motion.csv\ntruth: truth/\n");
        text.Append(CultureInfo.InvariantCulture, $"licence: {Licence}\n");
        string command = string.Create(CultureInfo.InvariantCulture, $"perceive simulate {scenario.Name} --seed {options.Seed} --seconds {seconds}");
        SimulationOptions plain = new();
        command += options.Width == plain.Width && options.Height == plain.Height ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" --size {options.Width}x{options.Height}");
        command += options.FrameRate == plain.FrameRate ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" --fps {options.FrameRate:R}");
        command += options.YawDeg == plain.YawDeg ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" --yaw {options.YawDeg:R}");
        command += options.Varied ? " --varied" : string.Empty;
        command += options.Distortion == plain.Distortion ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" --distortion {options.Distortion.K1:R},{options.Distortion.K2:R}");
        text.Append(CultureInfo.InvariantCulture, $"origin: {Quoted(command)}\n");
        text.Append("sha256:\n");
        foreach ((string file, string hash) in hashes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {file}: \"{hash}\"\n");
        }

        return text.ToString();
    }

    public static string Calibration(SimulationOptions options, CameraMount mount, LensWarp warp)
    {
        RenderCamera pinhole = warp.Pinhole;
        string distortion = warp.IsIdentity
            ? "{model: none, coefficients: []}"
            : string.Create(CultureInfo.InvariantCulture, $"{{model: brown-conrady, coefficients: [{warp.Distortion.K1:0.######}, {warp.Distortion.K2:0.######}, 0.0, 0.0, 0.0]}}");
        static double Degrees(float radians) => radians * 180.0 / Math.PI;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            schema: 1
            image: {$"{{width: {options.Width}, height: {options.Height}}}"}
            intrinsics: {string.Create(CultureInfo.InvariantCulture, $"{{fx: {pinhole.Fx:0.0###}, fy: {pinhole.Fy:0.0###}, cx: {options.Width / 2.0:0.0###}, cy: {options.Height / 2.0:0.0###}}}")}
            distortion: {distortion}
            mounting:
              position: {string.Create(CultureInfo.InvariantCulture, $"{{x: {mount.Position.X:0.0####}, y: {mount.Position.Y:0.0####}, z: {mount.Position.Z:0.0####}}}")}
              rotationDeg: {string.Create(CultureInfo.InvariantCulture, $"{{roll: {Degrees(mount.Roll):0.0####}, pitch: {Degrees(mount.Pitch):0.0####}, yaw: {Degrees(mount.Yaw):0.0####}}}")}

            """).ReplaceLineEndings("\n");
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
