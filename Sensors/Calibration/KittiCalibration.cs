using System.Globalization;

namespace Sensors.Calibration;

/// <summary>
/// KITTI's calibration files for rectified images: one projection matrix a camera, named <c>P_rect_02</c> in the raw data's
/// <c>calib_cam_to_cam.txt</c>, <c>P2</c> in the object and tracking benchmarks' files.
/// </summary>
/// <remarks>
/// The matrix is P = K [I | t]: a point in rectified camera 0 moves by t = K⁻¹ p₄ into this camera, so the camera's own offset
/// (6 cm to the left for camera 2) is part of its mounting. Camera 0 sits as <see cref="KittiRig"/> says.
/// </remarks>
internal static class KittiCalibration
{
    private const int MatrixValues = 12;

    public static CameraCalibration Load(string path, int imageWidth, int imageHeight, int camera)
    {
        Dictionary<string, string> lines = ReadLines(path);
        string rawName = string.Create(CultureInfo.InvariantCulture, $"P_rect_{camera:00}");
        string benchmarkName = string.Create(CultureInfo.InvariantCulture, $"P{camera}");
        string name = lines.ContainsKey(rawName) ? rawName : benchmarkName;
        if (!lines.TryGetValue(name, out string? text))
        {
            throw new CalibrationException($"{path}: expected the matrix {rawName} or {benchmarkName}, found neither");
        }

        double[] p = ParseNumbers(path, name, text, MatrixValues);
        CheckIsPinhole(path, name, p);
        (int width, int height) = ReadImageSize(path, lines, camera) ?? (imageWidth, imageHeight);
        if (p[2] <= 0 || p[2] >= width || p[6] <= 0 || p[6] >= height)
        {
            throw new CalibrationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: the principal point of {name} ({p[2]}, {p[6]}) lies outside the drive's images of {width}x{height}"));
        }

        double tz = p[11];
        double tx = (p[3] - (p[2] * tz)) / p[0];
        double ty = (p[7] - (p[6] * tz)) / p[5];
        CameraMounting camera0 = new(KittiRig.CameraAheadOfRearAxle, 0, KittiRig.CameraHeight, 0, 0, 0);
        RigidTransform cameraFromEgo = camera0.ToCameraFromEgo();
        CameraCalibration calibration = new()
        {
            Source = path,
            Width = width,
            Height = height,
            Fx = p[0],
            Fy = p[5],
            Cx = p[2],
            Cy = p[6],
            CameraFromEgo = cameraFromEgo with { Tx = cameraFromEgo.Tx + tx, Ty = cameraFromEgo.Ty + ty, Tz = cameraFromEgo.Tz + tz },
        };
        calibration.Validate();
        return calibration;
    }

    private static Dictionary<string, string> ReadLines(string path)
    {
        Dictionary<string, string> lines = [];
        foreach (string line in File.ReadLines(path))
        {
            // The tracking benchmark's test files write some names without the colon: "R_rect 9.99e-01 …".
            string trimmed = line.Trim();
            int end = trimmed.IndexOfAny([':', ' ']);
            if (end > 0)
            {
                lines[trimmed[..end]] = trimmed[(end + 1)..];
            }
        }

        return lines;
    }

    private static double[] ParseNumbers(string path, string name, string text, int expected)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        double[] numbers = new double[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            bool isNumber = double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
            if (!isNumber || !double.IsFinite(numbers[i]))
            {
                throw new CalibrationException($"{path}: {name} expected finite numbers, found '{words[i]}'");
            }
        }

        return numbers.Length == expected
            ? numbers
            : throw new CalibrationException($"{path}: {name} expected {expected} numbers, found {numbers.Length}");
    }

    private static void CheckIsPinhole(string path, string name, double[] p)
    {
        bool isPinhole = p[0] > 0 && p[5] > 0 && p[1] == 0 && p[4] == 0 && p[8] == 0 && p[9] == 0 && p[10] == 1;
        if (!isPinhole)
        {
            string found = string.Join(' ', p.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
            throw new CalibrationException(
                $"{path}: {name} expected a rectified pinhole with positive focal lengths (fx 0 cx · 0 fy cy · 0 0 1 ·; singular otherwise), found {found}");
        }
    }

    private static (int Width, int Height)? ReadImageSize(string path, Dictionary<string, string> lines, int camera)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"S_rect_{camera:00}");
        if (!lines.TryGetValue(name, out string? text))
        {
            return null;
        }

        double[] size = ParseNumbers(path, name, text, 2);
        return ((int)size[0], (int)size[1]);
    }
}
