using OpenCvSharp;

namespace Sensors.Sources;

/// <summary>
/// Keeps OpenCV's and FFmpeg's own messages off the terminal: a source reports each fault itself, in one sentence.
/// </summary>
/// <remarks>
/// Both libraries read their level from the process's environment when they are loaded. A level that the user has set there
/// (<c>OPENCV_LOG_LEVEL</c>, <c>OPENCV_FFMPEG_LOGLEVEL</c>) stays, so that their messages can be had for a diagnosis.
/// </remarks>
public static class OpenCvLogging
{
    private const string LevelVariable = "OPENCV_LOG_LEVEL";

    // FFmpeg's AV_LOG_QUIET.
    private const string FfmpegQuiet = "-8";

    private static readonly Lazy<bool> Prepared = new(SetEnvironment);
    private static readonly Lazy<bool> Done = new(SetLevels);

    /// <summary>Sets the levels once, for OpenCV to find them when it is loaded: it takes as long to load as .NET to start. Thread safe.</summary>
    public static void QuietWhenLoaded() => _ = Prepared.Value;

    /// <summary>Sets the levels once, whether or not OpenCV has been loaded. Thread safe.</summary>
    public static void Quiet() => _ = Done.Value;

    private static bool SetEnvironment() => NativeEnvironment.SetDefault(LevelVariable, "SILENT") && NativeEnvironment.SetDefault("OPENCV_FFMPEG_LOGLEVEL", FfmpegQuiet);

    private static bool SetLevels()
    {
        bool isSet = Prepared.Value;
        if (Environment.GetEnvironmentVariable(LevelVariable) is null)
        {
            // For the case that OpenCV has been loaded, and has read its level, before.
            _ = Cv2.SetLogLevel(LogLevel.SILENT);
        }

        return isSet;
    }
}
