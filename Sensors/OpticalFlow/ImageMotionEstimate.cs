namespace Sensors.OpticalFlow;

/// <summary>How the image moved from the frame before, and how sure that is.</summary>
/// <param name="Motion">Source pixels; null where too few points agree, as in the dark, in heavy rain or at a cut, and at the first frame.</param>
/// <param name="Corners">How many points were looked for.</param>
/// <param name="Followed">How many of them were found there and back.</param>
/// <param name="Agreeing">How many of these move as <paramref name="Motion"/> says.</param>
public readonly record struct ImageMotionEstimate(ImageMotion? Motion, int Corners, int Followed, int Agreeing)
{
    /// <summary>Share of the corners that agree, 0 to 1.</summary>
    public double Confidence => Corners == 0 ? 0 : (double)Agreeing / Corners;
}
