namespace Sensors.Calibration;

/// <summary>How the lens departs from a pinhole.</summary>
public enum DistortionModel
{
    /// <summary>Rectified image: a pure pinhole.</summary>
    None,

    /// <summary>Brown–Conrady: k1, k2, p1, p2, k3 (OpenCV's five coefficients).</summary>
    BrownConrady,

    /// <summary>Kannala–Brandt equidistant fisheye: k1, k2, k3, k4 (OpenCV's fisheye model).</summary>
    KannalaBrandt,
}
