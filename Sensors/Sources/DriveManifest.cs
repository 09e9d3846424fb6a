using Sensors.Calibration;
using Sensors.Yaml;

namespace Sensors.Sources;

/// <summary>A drive folder's <c>drive.yaml</c>. Immutable; paths are absolute and inside the drive's folder.</summary>
public sealed record DriveManifest
{
    /// <summary>The manifest's name in a drive folder.</summary>
    public const string FileName = "drive.yaml";

    private const int SchemaVersion = 1;
    private const int Sha256HexLength = 64;

    // Beyond, two frames' times in nanoseconds are hardly two.
    private const double MostFramesPerSecond = 1e6;

    /// <summary>Path of the manifest.</summary>
    public required string Path { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<DriveManifestCamera> Cameras { get; init; }

    /// <summary>Ego motion as CSV, where there is one.</summary>
    public string? EgoMotionPath { get; init; }

    /// <summary>The folder with the drive's truth, where there is one.</summary>
    public string? TruthPath { get; init; }

    public string? Licence { get; init; }

    /// <summary>Where the drive came from, e.g. the command that made it.</summary>
    public string? Origin { get; init; }

    /// <summary>SHA-256 sums in hexadecimal by absolute path.</summary>
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }

    /// <summary>Reads and checks a manifest; does not touch the media.</summary>
    /// <exception cref="DriveException">The file is missing, malformed, or breaks the schema.</exception>
    public static DriveManifest Load(string path)
    {
        try
        {
            return Read(System.IO.Path.GetFullPath(path), YamlSection.Load(path));
        }
        catch (Exception exception) when (exception is YamlFormatException or CalibrationException)
        {
            throw new DriveException(exception.Message, exception);
        }
        catch (IOException exception)
        {
            throw new DriveException($"{path}: expected a drive's manifest, found a file that cannot be read ({exception.Message})", exception);
        }
    }

    private static DriveManifest Read(string path, YamlSection root)
    {
        if (root.WholeNumber("schema") is int schema and not SchemaVersion)
        {
            throw root.Wrong("schema", $"{SchemaVersion}", $"{schema}");
        }

        string folder = System.IO.Path.GetDirectoryName(path)!;
        DriveManifest manifest = new()
        {
            Path = path,
            Name = root.Text("name"),
            Cameras = [.. root.Sections("cameras").Select(camera => ReadCamera(folder, camera))],
            EgoMotionPath = Inside(folder, root, "egoMotion", root.OptionalText("egoMotion")),
            TruthPath = Inside(folder, root, "truth", root.OptionalText("truth")),
            Licence = root.OptionalText("licence"),
            Origin = root.OptionalText("origin"),
            Sha256 = ReadSums(folder, root),
        };
        root.RefuseUnknownKeys();
        if (manifest.Cameras.Count == 0)
        {
            throw root.Wrong("cameras", "at least one camera", "none");
        }

        string? twice = manifest.Cameras.GroupBy(camera => camera.Id).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? manifest : throw root.Wrong("cameras", "a different id for each camera", $"'{twice}' twice");
    }

    private static DriveManifestCamera ReadCamera(string folder, YamlSection camera)
    {
        bool isInline = camera.HasSection("calibration");
        string? calibrationFile = isInline ? null : camera.OptionalText("calibration");
        DriveManifestCamera read = new()
        {
            Id = camera.Name("id"),
            MediaPath = Inside(folder, camera, "media", camera.Text("media"))!,
            FrameRate = camera.OptionalNumber("frameRate"),
            TimestampsPath = Inside(folder, camera, "timestamps", camera.OptionalText("timestamps")),
            CalibrationPath = Inside(folder, camera, "calibration", calibrationFile),
            InlineCalibration = isInline ? CalibrationFile.Read(camera.Section("calibration")) : null,
        };
        camera.RefuseUnknownKeys();
        if (read.FrameRate is <= 0 or > MostFramesPerSecond)
        {
            throw camera.Wrong("frameRate", $"frames per second, more than 0 and at most {MostFramesPerSecond}", $"{read.FrameRate}");
        }

        if (read.FrameRate is not null && read.TimestampsPath is not null)
        {
            throw camera.Wrong("timestamps", "either frameRate or timestamps", "both");
        }

        return read;
    }

    private static Dictionary<string, string> ReadSums(string folder, YamlSection root)
    {
        Dictionary<string, string> sums = [];
        foreach ((string file, string sum) in root.OptionalTexts("sha256"))
        {
            if (sum.Length != Sha256HexLength || !sum.All(char.IsAsciiHexDigit))
            {
                throw root.Wrong("sha256", $"{Sha256HexLength} hexadecimal digits for {file}", $"'{sum}'");
            }

            if (!sums.TryAdd(Inside(folder, root, "sha256", file)!, sum))
            {
                throw root.Wrong("sha256", "each file once", $"'{file}' once more under another name");
            }
        }

        return sums;
    }

    /// <summary>The absolute path of a file that a key names, refused where it leads out of the drive's folder.</summary>
    private static string? Inside(string folder, YamlSection section, string key, string? relative)
    {
        if (relative is null)
        {
            return null;
        }

        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(relative, folder));
        return path.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw section.Wrong(key, "a path inside the drive's folder", $"'{relative}'");
    }
}
