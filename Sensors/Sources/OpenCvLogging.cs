using System.Runtime.InteropServices;
using OpenCvSharp;

namespace Sensors.Sources;

/// <summary>
/// Keeps OpenCV's and FFmpeg's own messages off the terminal: a source reports each fault itself, in one sentence.
/// </summary>
/// <remarks>
/// Both libraries read their level from the process's environment when they are loaded. A level that the user has set there
/// (<c>OPENCV_LOG_LEVEL</c>, <c>OPENCV_FFMPEG_LOGLEVEL</c>) stays, so that their messages can be had for a diagnosis.
/// </remarks>
public static partial class OpenCvLogging
{
    private const string LevelVariable = "OPENCV_LOG_LEVEL";

    // FFmpeg's AV_LOG_QUIET.
    private const string FfmpegQuiet = "-8";
    private const int KeepExisting = 0;

    private static readonly Lazy<bool> Done = new(SetLevels);

    /// <summary>Sets the levels once; called before the first use of OpenCV. Thread safe.</summary>
    public static void Quiet() => _ = Done.Value;

    private static bool SetLevels()
    {
        // The runtime's own copy of the environment does not reach native code, so the C library's is set.
        bool isSet = SetNativeEnvironment(LevelVariable, "SILENT", KeepExisting) == 0
            && SetNativeEnvironment("OPENCV_FFMPEG_LOGLEVEL", FfmpegQuiet, KeepExisting) == 0;
        if (Environment.GetEnvironmentVariable(LevelVariable) is null)
        {
            // For the case that OpenCV has been loaded, and has read its level, before.
            _ = Cv2.SetLogLevel(LogLevel.SILENT);
        }

        return isSet;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeEnvironment(string name, string value, int overwrite);
}
