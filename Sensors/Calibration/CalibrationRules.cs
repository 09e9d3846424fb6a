using System.Globalization;

namespace Sensors.Calibration;

/// <summary>What every calibration must satisfy, wherever it came from.</summary>
internal static class CalibrationRules
{
    // A rotation written with seven digits, as KITTI does, is orthonormal to about this.
    private const double RotationTolerance = 1e-4;

    // Beyond, a camera sees the ground beside the vehicle at best, and no horizon.
    private const double SteepestDegrees = 80;

    public static void Check(CameraCalibration calibration)
    {
        CheckImage(calibration);
        CheckIntrinsics(calibration);
        CheckDistortion(calibration);
        CheckMounting(calibration);
    }

    /// <summary>Refuses a calibration made for images of another size.</summary>
    public static void CheckImageSize(CameraCalibration calibration, int imageWidth, int imageHeight)
    {
        if (calibration.Width != imageWidth || calibration.Height != imageHeight)
        {
            throw new CalibrationException(
                $"{calibration.Source}: the calibration holds for images of {calibration.Width}x{calibration.Height}, the drive's images are {imageWidth}x{imageHeight}");
        }
    }

    private static void CheckImage(CameraCalibration calibration)
    {
        if (calibration.Width <= 0 || calibration.Height <= 0)
        {
            throw new CalibrationException(
                $"{calibration.Source}: expected a positive image size, found {calibration.Width}x{calibration.Height}");
        }
    }

    private static void CheckIntrinsics(CameraCalibration calibration)
    {
        if (!double.IsFinite(calibration.Fx) || !double.IsFinite(calibration.Fy) || calibration.Fx <= 0 || calibration.Fy <= 0)
        {
            throw new CalibrationException(
                $"{calibration.Source}: expected positive focal lengths (the intrinsics are singular otherwise), found fx {Text(calibration.Fx)}, fy {Text(calibration.Fy)}");
        }

        // A part cut out of a larger image has it outside, but not far.
        if (!(Math.Abs(calibration.Cx - (calibration.Width / 2.0)) <= 1.5 * calibration.Width && Math.Abs(calibration.Cy - (calibration.Height / 2.0)) <= 1.5 * calibration.Height))
        {
            throw new CalibrationException(
                $"{calibration.Source}: expected the principal point at most an image's size outside the image of {calibration.Width}x{calibration.Height}, found cx {Text(calibration.Cx)}, cy {Text(calibration.Cy)}");
        }
    }

    private static void CheckDistortion(CameraCalibration calibration)
    {
        int expected = LensModel.CoefficientCount(calibration.Distortion);
        if (calibration.DistortionCoefficients.Count != expected)
        {
            throw new CalibrationException(
                $"{calibration.Source}: distortion {calibration.Distortion} expected {expected} coefficients, found {calibration.DistortionCoefficients.Count}");
        }

        if (!calibration.DistortionCoefficients.All(double.IsFinite))
        {
            string found = string.Join(", ", calibration.DistortionCoefficients.Select(Text));
            throw new CalibrationException($"{calibration.Source}: expected finite distortion coefficients, found {found}");
        }
    }

    private static void CheckMounting(CameraCalibration calibration)
    {
        RigidTransform t = calibration.CameraFromEgo;
        if (!double.IsFinite(t.Tx) || !double.IsFinite(t.Ty) || !double.IsFinite(t.Tz) || !IsRotation(t))
        {
            throw new CalibrationException(
                $"{calibration.Source}: expected the mounting to be a finite position and a proper rotation, found {t}");
        }

        if (!(calibration.EgoFromCamera.Tz > 0))
        {
            throw new CalibrationException($"{calibration.Source}: expected a camera above the ground, found a height of {Text(Math.Round(calibration.EgoFromCamera.Tz, 3) + 0.0)} m");
        }

        double steepness = Math.Asin(Math.Clamp(Math.Abs(t.R22), 0, 1)) * 180 / Math.PI;
        if (steepness > SteepestDegrees)
        {
            throw new CalibrationException($"{calibration.Source}: expected a camera that looks at most {SteepestDegrees} degrees up or down, found {Text(Math.Round(steepness, 1))}");
        }
    }

    private static bool IsRotation(RigidTransform t)
    {
        RigidTransform inverse = t.Inverse();
        double worst = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            (double X, double Y, double Z) unit = (axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            (double x, double y, double z) = t.Rotate(unit.X, unit.Y, unit.Z);
            (x, y, z) = inverse.Rotate(x, y, z);
            worst = Math.Max(worst, Math.Abs(x - unit.X) + Math.Abs(y - unit.Y) + Math.Abs(z - unit.Z));
        }

        double determinant = (t.R00 * ((t.R11 * t.R22) - (t.R12 * t.R21)))
            - (t.R01 * ((t.R10 * t.R22) - (t.R12 * t.R20)))
            + (t.R02 * ((t.R10 * t.R21) - (t.R11 * t.R20)));
        return worst < RotationTolerance && determinant > 0;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
