namespace Evaluation.Replay;

/// <summary>The size of KITTI's rectified colour images, which its benchmark's calibration files do not state.</summary>
/// <remarks>
/// Every recording day was calibrated anew. <c>S_rect_02</c> in the raw data's calib_cam_to_cam.txt of the day gives the size, and
/// the focal length in <c>P_rect_02</c> tells the day.
/// </remarks>
internal static class KittiImageSize
{
    // Focal lengths of the days differ by more.
    private const double SameFocalLength = 0.01;
    private static readonly (double FocalLength, int Width, int Height)[] Days =
    [
        (721.5377, 1242, 375), (707.0493, 1224, 370), (718.3351, 1238, 374), (707.0912, 1226, 370), (718.856, 1241, 376),
    ];

    /// <summary>Where no day fits, or nothing is known: that of 2011-09-26, from which most sequences come.</summary>
    public static (int Width, int Height) Usual => (Days[0].Width, Days[0].Height);

    /// <summary>The image size that goes with a focal length, pixels.</summary>
    public static (int Width, int Height) Of(double focalLength)
    {
        foreach ((double known, int width, int height) in Days)
        {
            if (Math.Abs(known - focalLength) < SameFocalLength)
            {
                return (width, height);
            }
        }

        return Usual;
    }
}
