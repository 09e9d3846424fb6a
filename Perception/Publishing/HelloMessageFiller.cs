using System.Text.Json;
using Perception.Client;
using Sensors.Calibration;
using Sensors.Sources;

namespace Perception.Publishing;

/// <summary>Makes the hello message, once at start; it is then published again and again.</summary>
public static class HelloMessageFiller
{
    /// <param name="sources">Every source, in the order of the configuration.</param>
    /// <param name="networks">In the order that <see cref="WorldCapability.Networks"/> counts in.</param>
    /// <param name="stageNames">In the order that <see cref="StageTiming.Stage"/> counts in.</param>
    /// <param name="dropCauseNames">In the order of the drop counts.</param>
    /// <param name="rungs">The rungs of the load-shedding ladder that the run can take.</param>
    /// <param name="absentRungs">Why it cannot take each other one.</param>
    /// <param name="serviceVersion">The service's version.</param>
    /// <param name="startTimeNs">When this run started, nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <returns>A new message, owned by the caller; <see cref="Publisher"/> numbers and stamps it each time.</returns>
    public static HelloMessage Create(
        IEnumerable<SourceDescription> sources,
        IEnumerable<NetworkMessage> networks,
        IEnumerable<string> stageNames,
        IEnumerable<string> dropCauseNames,
        IEnumerable<string> rungs,
        IEnumerable<string> absentRungs,
        string serviceVersion,
        long startTimeNs) => new()
    {
        SchemaVersion = WireSchema.Version,
        SchemaHash = WireSchema.Hash,
        StartTimeNs = startTimeNs,
        ServiceVersion = serviceVersion,
        Sources = [.. sources.Select(Source)],
        Networks = [.. networks],
        StageNames = [.. stageNames],
        DropCauseNames = [.. dropCauseNames],
        Rungs = [.. rungs],
        AbsentRungs = [.. absentRungs],
        ClassNames = [.. Enum.GetNames<ObjectClass>().Select(JsonNamingPolicy.CamelCase.ConvertName)],
    };

    private static SourceMessage Source(SourceDescription source) => new()
    {
        SourceId = source.Id,
        Kind = source.Kind,
        Origin = source.Origin,
        Width = source.Width,
        Height = source.Height,
        Clock = WireEnums.From(source.Clock),
        IsLive = source.IsLive,
        FrameCount = source.FrameCount,
        Licence = source.Licence,
        Calibration = source.Calibration is { } calibration
            ? Present(calibration)
            : new CalibrationMessage { State = CalibrationState.Absent, Reason = source.CalibrationAbsence },
    };

    private static CalibrationMessage Present(CameraCalibration calibration)
    {
        RigidTransform t = calibration.CameraFromEgo;
        return new CalibrationMessage
        {
            State = CalibrationState.Present,
            Source = calibration.Source,
            Width = calibration.Width,
            Height = calibration.Height,
            Fx = calibration.Fx,
            Fy = calibration.Fy,
            Cx = calibration.Cx,
            Cy = calibration.Cy,
            Distortion = WireNames.Of(calibration.Distortion),
            DistortionCoefficients = [.. calibration.DistortionCoefficients],
            CameraFromEgo = [t.R00, t.R01, t.R02, t.Tx, t.R10, t.R11, t.R12, t.Ty, t.R20, t.R21, t.R22, t.Tz],
        };
    }
}
