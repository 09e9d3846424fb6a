using Perception.Client;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Recording;
using Perception.Rigs;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>What <c>perceive run --config</c> reads. Unknown keys are refused.</summary>
public sealed record ServiceConfiguration
{
    /// <summary>The configuration format's version.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Where messages are published unless another endpoint is named.</summary>
    public const string DefaultEndpoint = "tcp://127.0.0.1:5556";

    /// <summary>Where to publish.</summary>
    public string Publish { get; init; } = DefaultEndpoint;

    /// <summary>Folder with networks, beside the project's own; relative to the configuration's folder.</summary>
    public string? Models { get; init; }

    /// <summary>Object network; null takes the default.</summary>
    public string? Detector { get; init; }

    /// <summary>Lane network; null takes the default.</summary>
    public string? Lanes { get; init; }

    /// <summary>Processor cores for the networks; null takes all.</summary>
    public int? Cores { get; init; }

    /// <summary>How the object network runs, and the lane network where one serves both.</summary>
    public NetworkOptions DetectorOptions { get; init; } = new();

    /// <summary>How the lane network runs.</summary>
    public NetworkOptions LaneOptions { get; init; } = new();

    /// <summary>How cameras share runs of a network that takes several images.</summary>
    public BatchOptions Batch { get; init; } = new();

    public GuardOptions Guard { get; init; } = new();

    /// <summary>What the links behind capture and behind publishing do.</summary>
    public DeliverySection Delivery { get; init; } = new();

    /// <summary>When work is left out to meet a deadline.</summary>
    public LoadSection LoadShedding { get; init; } = new();

    /// <summary>When a stage counts as standing still; null takes what suits the run.</summary>
    public WatchdogOptions? Watchdog { get; init; }

    /// <summary>Where metrics can be read over HTTP; null: nowhere.</summary>
    public string? Metrics { get; init; }

    /// <summary>Every message as a line of JSON; relative to the configuration's folder. Null logs nothing.</summary>
    public string? Log { get; init; }

    /// <summary>Folder for a schedule of the rig and of each camera outside it (<c>ID.schedule.jsonl</c>); relative to the configuration's folder. Null records none.</summary>
    public string? Schedules { get; init; }

    /// <summary>Whether the image's motion is measured, beside the odometry where a camera has some.</summary>
    public bool ImageMotion { get; init; } = true;

    public IReadOnlyList<CameraConfiguration> Cameras { get; init; } = [];

    /// <summary>Cameras whose frames become one world; null: each is a source by itself.</summary>
    public RigOptions? Rig { get; init; }

    /// <summary>Ids of the rig's cameras, in its order.</summary>
    public IReadOnlyList<string> RigCameras { get; init; } = [];

    /// <summary>Where the schedule of the rig, or of a camera outside it, is recorded, by its id; null where none is.</summary>
    public string? SchedulePath(string id) => Schedules is null ? null : Path.Combine(Schedules, id + ".schedule.jsonl");

    /// <summary>Reads and checks a configuration; paths in it are relative to its folder.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or says something that cannot be.</exception>
    public static ServiceConfiguration Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{path}: expected a configuration file, found none");
        }

        try
        {
            YamlSection file = YamlSection.Load(path);
            ServiceConfiguration configuration = Read(file, Path.GetDirectoryName(Path.GetFullPath(path))!);
            file.RefuseUnknownKeys();
            configuration.RefuseClashes(path, file);
            return configuration;
        }
        catch (YamlFormatException fault)
        {
            throw new ConfigurationException(fault.Message, fault);
        }
    }

    private static ServiceConfiguration Read(YamlSection file, string folder)
    {
        int schema = file.WholeNumber("schema");
        if (schema != SchemaVersion)
        {
            throw file.Wrong("schema", $"{SchemaVersion}", $"{schema}");
        }

        if (file.OptionalWholeNumber("cores") is int cores and < 1)
        {
            throw file.Wrong("cores", "1 or more", $"{cores}");
        }

        if (file.OptionalText("publish") is { } endpoint && Endpoint.Problem(endpoint) is { } wrongEndpoint)
        {
            throw new YamlFormatException($"{file.File}:{file.LineOf("publish")}: publish: {wrongEndpoint}");
        }

        if (file.OptionalText("metrics") is { } address && !MetricsEndpoint.IsAddress(address))
        {
            throw file.Wrong("metrics", MetricsEndpoint.Expected, $"'{address}'");
        }

        IReadOnlyList<CameraConfiguration> cameras = CameraSection.Read(file, folder);
        (RigOptions? rig, IReadOnlyList<string> rigCameras) = RigSection.Read(file, cameras);
        bool isRigAlone = cameras.All(camera => rigCameras.Contains(camera.Id));
        (NetworkOptions detector, NetworkOptions lanes, BatchOptions batch) = InferenceSection.Read(file, folder);
        return new ServiceConfiguration
        {
            Publish = file.OptionalText("publish") ?? DefaultEndpoint,
            Models = Resolve(folder, file.OptionalText("models")),
            Detector = file.OptionalText("detector"),
            Lanes = file.OptionalText("lanes"),
            Cores = file.OptionalWholeNumber("cores"),
            DetectorOptions = detector,
            LaneOptions = lanes,
            Batch = batch,
            Guard = InferenceSection.ReadGuard(file),
            Delivery = DeliverySection.Read(file, isRigAlone),
            LoadShedding = LoadSection.Read(file, isRigAlone),
            Watchdog = LoadSection.ReadWatchdog(file),
            Metrics = file.OptionalText("metrics"),
            Log = Resolve(folder, file.OptionalText("log")),
            Schedules = Resolve(folder, file.OptionalText("schedules")),
            ImageMotion = file.OptionalFlag("imageMotion") ?? true,
            Cameras = cameras,
            Rig = rig,
            RigCameras = rigCameras,
        };
    }

    internal static string? Resolve(string folder, string? path) => path is null ? null : Path.GetFullPath(path, folder);

    private void RefuseClashes(string path, YamlSection file)
    {
        IEnumerable<(string Name, string? Path)> read = Cameras.SelectMany(
            camera => new[] { ($"camera {camera.Id}", camera.Drive), ($"the calibration of camera {camera.Id}", camera.Calibration) });
        string[] recorded = [.. Cameras.Select(camera => camera.Id).Except(RigCameras).Append(Rig?.Id).OfType<string>()];
        if (Schedules is not null && Array.Find(recorded, id => id.Contains(Path.DirectorySeparatorChar)) is { } folder)
        {
            throw file.Wrong("schedules", $"ids that can be the names of files, without '{Path.DirectorySeparatorChar}'", $"'{folder}'");
        }

        if (DistinctFiles.Clash([("this configuration", path), .. read], [("log", Log), .. recorded.Select(id => ("schedules", SchedulePath(id)))]) is { } clash)
        {
            throw new ConfigurationException($"{path}: {clash}");
        }
    }
}
