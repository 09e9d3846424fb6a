namespace Fusion.Filters;

/// <summary>The image filter's noise; every length is a share of the box's size √(width·height).</summary>
/// <param name="Measurement">Standard deviation of a certain detection's centre and size.</param>
/// <param name="ScoreInfluence">How much wider the noise of a detection with score 0 is.</param>
/// <param name="InitialVelocity">Standard deviation of the unknown first velocity, 1/s.</param>
/// <param name="CentreAcceleration">Root of the centre's acceleration density, s^-1.5.</param>
/// <param name="SizeAcceleration">Root of the size's acceleration density, s^-1.5.</param>
internal readonly record struct BoxNoise(
    double Measurement, double ScoreInfluence, double InitialVelocity, double CentreAcceleration, double SizeAcceleration);
