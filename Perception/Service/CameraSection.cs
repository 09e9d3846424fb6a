using Sensors.Cameras;
using Sensors.Sources;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>Reads the key <c>cameras</c> of the service's configuration.</summary>
internal static class CameraSection
{
    private const string Key = "cameras";

    /// <returns>One at least, each with an id of its own.</returns>
    /// <exception cref="YamlFormatException">A key is unknown, a value cannot be, or two do not go together.</exception>
    public static IReadOnlyList<CameraConfiguration> Read(YamlSection file, string folder)
    {
        List<CameraConfiguration> cameras = [];
        foreach (YamlSection section in file.Sections(Key))
        {
            CameraConfiguration camera = ReadCamera(section, folder);
            if (cameras.Exists(other => other.Id == camera.Id))
            {
                throw section.Wrong("id", "an id of its own for each camera", $"'{camera.Id}' once more");
            }

            cameras.Add(camera);
        }

        return cameras.Count > 0 ? cameras : throw file.Wrong(Key, "at least one camera", "none");
    }

    private static CameraConfiguration ReadCamera(YamlSection section, string folder)
    {
        OptionReader<LiveCameraOptions> reader = new(section);
        CameraConfiguration camera = new()
        {
            Id = section.Name("id"),
            Address = section.OptionalText("address"),
            Width = reader.WholeNumber("width", nameof(LiveCameraOptions.ImageWidth)),
            Height = reader.WholeNumber("height", nameof(LiveCameraOptions.ImageHeight)),
            FrameRate = reader.Number("frameRate", nameof(LiveCameraOptions.FrameRate)),
            Drive = ServiceConfiguration.Resolve(folder, section.OptionalText("drive")),
            DriveCamera = section.OptionalText("camera"),
            Loop = section.OptionalFlag("loop") ?? false,
            Delivery = DeliverySection.ReadPolicy(section, "delivery"),
            Calibration = ServiceConfiguration.Resolve(folder, section.OptionalText("calibration")),
        };
        section.RefuseUnknownKeys();
        Check(section, camera);
        return camera;
    }

    private static void Check(YamlSection section, CameraConfiguration camera)
    {
        if (camera.Address is null == camera.Drive is null)
        {
            throw section.Wrong("address", "either it or drive", camera.Drive is null ? "neither" : "both");
        }

        string[] live = ["width", "height", "frameRate"];
        if (camera.Drive is not null && Array.Find(live, section.Has) is { } liveKey)
        {
            throw section.Wrong(liveKey, "only with an address, for a drive's are its own", "it with a drive");
        }

        string[] recorded = ["camera", "loop"];
        if (camera.Address is not null && Array.Find(recorded, section.Has) is { } recordedKey)
        {
            throw section.Wrong(recordedKey, "only with a drive", "it with an address");
        }

        if (camera.Width is null != camera.Height is null)
        {
            throw section.Wrong("width", "height beside it, or neither", "one of them");
        }

        if (camera.Address is not null && KindOf(section, camera.Address) != CameraAddressKind.Device && camera.FrameRate is not null)
        {
            throw section.Wrong("frameRate", "only with a device, for no other camera can be asked", $"it with '{CameraAddress.WithoutPasswords(camera.Address)}'");
        }
    }

    private static CameraAddressKind KindOf(YamlSection section, string address)
    {
        try
        {
            return CameraAddress.Parse(address).Kind;
        }
        catch (DriveException fault)
        {
            throw new YamlFormatException($"{section.File}:{section.LineOf("address")}: {section.Path}.address {fault.Message}", fault);
        }
    }
}
