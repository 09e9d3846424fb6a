using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OpenCvSharp;
using Perception.Inference;
using Perception.Service;

namespace Perception.Diagnostics;

/// <summary>Looks at the machine: runtime, native libraries, providers, GPU, networks and drives.</summary>
public static class MachineCheck
{
    private static readonly string[] GpuDevices = ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvhost-gpu"];

    /// <param name="models">Folder with networks beside the project's own, or null.</param>
    public static IEnumerable<Finding> Run(string? models)
    {
        yield return new Finding(".NET runtime", FindingLevel.Ok, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores");
        yield return Sdk();
        yield return Check("OpenCV", OpenCv, "install the system library libgtk-3-0 (Debian, Ubuntu: sudo apt-get install libgtk-3-0)");
        yield return Check("OpenCV video", OpenCvVideo, "OpenCV's native part is missing its video module");
        yield return Check("ONNX Runtime", () => $"{ExecutionProviders.RuntimeVersion()}, providers {string.Join(", ", ExecutionProviders.BuiltIn())}", "ONNX Runtime's native library is missing; build again, or see OnnxRuntime.props");
        yield return Program("ffmpeg", "RTSP cameras", "needed for RTSP and other network streams but HTTP motion JPEG: sudo apt-get install ffmpeg");
        yield return Program("gst-launch-1.0", "GStreamer cameras", "needed for GStreamer pipelines where OpenCV was built without them: sudo apt-get install gstreamer1.0-tools gstreamer1.0-plugins-good");
        string? device = GpuDevices.FirstOrDefault(File.Exists);
        yield return device is null
            ? new Finding("GPU", FindingLevel.Absent, "no NVIDIA device file; networks run on the processor")
            : new Finding("GPU", FindingLevel.Ok, device);
        foreach (Finding finding in Networks(models))
        {
            yield return finding;
        }

        yield return Drives();
    }

    private static IEnumerable<Finding> Networks(string? models)
    {
        ModelCatalogue? catalogue = null;
        Finding? failure = null;
        try
        {
            catalogue = ModelCatalogue.Load(models is null ? [] : [models]);
        }
        catch (ModelException problem)
        {
            failure = new Finding("networks", FindingLevel.Failed, problem.Message);
        }

        if (failure is { } failed)
        {
            yield return failed;
            yield break;
        }

        foreach (ManifestException unread in catalogue!.Unread)
        {
            yield return new Finding("networks", FindingLevel.Failed, unread.Message);
        }

        List<string> absent = [];
        foreach (NetworkManifest manifest in catalogue.Manifests)
        {
            if (catalogue.Find(manifest) is string path)
            {
                yield return new Finding($"network {manifest.Name}", FindingLevel.Ok, path);
            }
            else
            {
                absent.Add(manifest.Name);
            }
        }

        if (absent.Count > 0)
        {
            yield return new Finding("further networks", FindingLevel.Absent, $"{string.Join(", ", absent)}: 'perceive models show NAME' says where each comes from; --models DIR adds their folder");
        }
    }

    private static Finding Sdk()
    {
        const string remedy = "the program runs without it; building needs the .NET SDK 10";
        try
        {
            using Process dotnet = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
            string[] sdks = dotnet.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            dotnet.WaitForExit();
            string? newest = sdks.Select(line => line.Split(' ')[0]).LastOrDefault(version => version.StartsWith("10.", StringComparison.Ordinal));
            return newest is null ? new Finding(".NET SDK", FindingLevel.Absent, remedy) : new Finding(".NET SDK", FindingLevel.Ok, newest);
        }
        catch (Win32Exception)
        {
            return new Finding(".NET SDK", FindingLevel.Absent, remedy);
        }
    }

    private static Finding Program(string name, string what, string remedy)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        return path is null ? new Finding(what, FindingLevel.Absent, remedy) : new Finding(what, FindingLevel.Ok, path);
    }

    private static Finding Drives()
    {
        try
        {
            return new Finding("default drive", FindingLevel.Ok, DefaultDrive.Find());
        }
        catch (ConfigurationException absent)
        {
            return new Finding("default drive", FindingLevel.Absent, absent.Message);
        }
    }

    private static string OpenCv() => Cv2.GetVersionString() ?? "unknown version";

    private static string OpenCvVideo()
    {
        string build = Cv2.GetBuildInformation();
        string[] wanted = ["FFMPEG", "GStreamer", "v4l/v4l2"];
        IEnumerable<string> lines = build.Split('\n').Select(line => line.Trim()).Where(line => wanted.Any(name => line.StartsWith(name + ":", StringComparison.Ordinal)));
        return string.Join("; ", lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static Finding Check(string what, Func<string> look, string remedy)
    {
        try
        {
            return new Finding(what, FindingLevel.Ok, look());
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            return new Finding(what, FindingLevel.Failed, $"{remedy} ({(failure.InnerException ?? failure).Message.ReplaceLineEndings(" ")})");
        }
    }
}
