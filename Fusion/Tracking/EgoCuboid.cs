namespace Fusion.Tracking;

/// <summary>A metric box that stands on the ground, in the ego frame.</summary>
/// <param name="X">Of its middle, metres.</param>
/// <param name="Y">Of its middle.</param>
/// <param name="BottomZ">Of its lower face.</param>
/// <param name="Length">Along its heading, metres.</param>
/// <param name="Width">Across it.</param>
/// <param name="Height">Upwards.</param>
/// <param name="Heading">Rad, 0 along ego X, positive to the left.</param>
/// <param name="Score">Confidence of the ranged object that it was last measured by, 0 to 1.</param>
public readonly record struct EgoCuboid(
    double X, double Y, double BottomZ, double Length, double Width, double Height, double Heading, float Score)
{
    private const double GreatestValue = 1e4;

    /// <summary>Finite, and of a size.</summary>
    public bool IsUsable => double.IsFinite(X + Y + BottomZ + Heading) && Math.Abs(X) + Math.Abs(Y) + Math.Abs(BottomZ) < GreatestValue
        && Length > 0 && Width > 0 && Height > 0 && Length + Width + Height < GreatestValue && Math.Abs(Heading) < GreatestValue;
}
