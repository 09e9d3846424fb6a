namespace Sensors.Calibration;

/// <summary>A rotation and translation that takes points of one frame to another: q = R p + t.</summary>
/// <remarks>Named <c>destinationFromSource</c> wherever it is stored. R is row-major, proper and orthonormal; t in metres.</remarks>
public readonly record struct RigidTransform(
    double R00, double R01, double R02,
    double R10, double R11, double R12,
    double R20, double R21, double R22,
    double Tx, double Ty, double Tz)
{
    public static RigidTransform Identity { get; } = new(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);

    /// <summary>The transform the other way: p = Rᵀ (q − t).</summary>
    public RigidTransform Inverse() => new(
        R00, R10, R20,
        R01, R11, R21,
        R02, R12, R22,
        -((R00 * Tx) + (R10 * Ty) + (R20 * Tz)),
        -((R01 * Tx) + (R11 * Ty) + (R21 * Tz)),
        -((R02 * Tx) + (R12 * Ty) + (R22 * Tz)));

    public (double X, double Y, double Z) Apply(double x, double y, double z) => (
        (R00 * x) + (R01 * y) + (R02 * z) + Tx,
        (R10 * x) + (R11 * y) + (R12 * z) + Ty,
        (R20 * x) + (R21 * y) + (R22 * z) + Tz);

    /// <summary>Rotates a direction, without the translation.</summary>
    public (double X, double Y, double Z) Rotate(double x, double y, double z) => (
        (R00 * x) + (R01 * y) + (R02 * z),
        (R10 * x) + (R11 * y) + (R12 * z),
        (R20 * x) + (R21 * y) + (R22 * z));
}
