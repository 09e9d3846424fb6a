using Sensors.Yaml;

namespace Sensors.Calibration;

/// <summary>Reads a camera's calibration from a file: this project's YAML, or KITTI's text formats.</summary>
public static class CalibrationFile
{
    private const int SchemaVersion = 1;

    /// <summary>Reads and checks a calibration.</summary>
    /// <param name="path">A <c>.yaml</c>/<c>.yml</c> file, or a <c>.txt</c> file in KITTI's formats.</param>
    /// <param name="imageWidth">Width of the images that it is to be used with, pixels.</param>
    /// <param name="imageHeight">Their height, pixels.</param>
    /// <param name="kittiCamera">Which of KITTI's cameras (0–3) to take from a KITTI file; 2 is the left colour camera.</param>
    /// <exception cref="CalibrationException">The file is missing, malformed, impossible, or made for another image size.</exception>
    public static CameraCalibration Load(string path, int imageWidth, int imageHeight, int kittiCamera = 2)
    {
        if (!File.Exists(path))
        {
            throw new CalibrationException($"{path}: expected a calibration file, found none");
        }

        string extension = Path.GetExtension(path).ToLowerInvariant();
        CameraCalibration calibration = extension switch
        {
            ".yaml" or ".yml" => LoadYaml(path),
            ".txt" => KittiCalibration.Load(path, imageWidth, imageHeight, kittiCamera),
            _ => throw new CalibrationException($"{path}: expected a calibration in a .yaml or KITTI .txt file, found '{extension}'"),
        };
        CalibrationRules.CheckImageSize(calibration, imageWidth, imageHeight);
        return calibration;
    }

    /// <summary>Reads a calibration that stands in a larger YAML file, such as a drive's manifest.</summary>
    /// <exception cref="CalibrationException">A value is impossible.</exception>
    /// <exception cref="YamlFormatException">A key is missing, unknown or of the wrong type.</exception>
    public static CameraCalibration Read(YamlSection section)
    {
        if (section.WholeNumber("schema") is int schema and not SchemaVersion)
        {
            throw section.Wrong("schema", $"{SchemaVersion}", $"{schema}");
        }

        YamlSection image = section.Section("image");
        YamlSection intrinsics = section.Section("intrinsics");
        YamlSection? distortion = section.OptionalSection("distortion");
        CameraCalibration calibration = new()
        {
            Source = section.Path.Length == 0 ? section.File : $"{section.File}: {section.Path}",
            Width = image.WholeNumber("width"),
            Height = image.WholeNumber("height"),
            Fx = intrinsics.Number("fx"),
            Fy = intrinsics.Number("fy"),
            Cx = intrinsics.Number("cx"),
            Cy = intrinsics.Number("cy"),
            Distortion = distortion is null ? DistortionModel.None : ReadModel(distortion),
            DistortionCoefficients = distortion?.OptionalNumbers("coefficients") ?? [],
            CameraFromEgo = ReadMounting(section.Section("mounting")).ToCameraFromEgo(),
        };
        image.RefuseUnknownKeys();
        intrinsics.RefuseUnknownKeys();
        distortion?.RefuseUnknownKeys();
        section.RefuseUnknownKeys();
        calibration.Validate();
        return calibration;
    }

    private static CameraCalibration LoadYaml(string path)
    {
        try
        {
            return Read(YamlSection.Load(path));
        }
        catch (YamlFormatException exception)
        {
            throw new CalibrationException(exception.Message, exception);
        }
    }

    private static DistortionModel ReadModel(YamlSection distortion) => distortion.Text("model") switch
    {
        "none" => DistortionModel.None,
        "brown-conrady" => DistortionModel.BrownConrady,
        "kannala-brandt" => DistortionModel.KannalaBrandt,
        string other => throw distortion.Wrong("model", "none, brown-conrady or kannala-brandt", other),
    };

    private static CameraMounting ReadMounting(YamlSection mounting)
    {
        YamlSection position = mounting.Section("position");
        YamlSection rotation = mounting.Section("rotationDeg");
        CameraMounting read = new(
            position.Number("x"),
            position.Number("y"),
            position.Number("z"),
            double.DegreesToRadians(rotation.Number("roll")),
            double.DegreesToRadians(rotation.Number("pitch")),
            double.DegreesToRadians(rotation.Number("yaw")));
        position.RefuseUnknownKeys();
        rotation.RefuseUnknownKeys();
        mounting.RefuseUnknownKeys();
        return read;
    }
}
