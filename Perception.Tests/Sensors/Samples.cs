using System.Globalization;

namespace Perception.Tests.Sensors;

/// <summary>Small files in the accepted formats.</summary>
public static class Samples
{
    public static string CalibrationYaml(int width, int height) => string.Create(CultureInfo.InvariantCulture, $$"""
        schema: 1
        image: {width: {{width}}, height: {{height}}}
        intrinsics: {fx: 1000.0, fy: 990.0, cx: {{width / 2}}.5, cy: {{height / 2}}.5}
        distortion: {model: none, coefficients: []}
        mounting:
          position: {x: 1.5, y: 0.1, z: 1.4}
          rotationDeg: {roll: 0.0, pitch: 0.0, yaw: 0.0}
        """);

    /// <summary>A KITTI GPS/IMU record: 30 numbers, forward velocity the ninth, turn rate about the up axis the twentieth.</summary>
    public static string OxtsLine(double forwardVelocity, double turnRate)
    {
        double[] values = new double[30];
        values[8] = forwardVelocity;
        values[19] = turnRate;
        return string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }
}
