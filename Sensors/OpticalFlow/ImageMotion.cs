namespace Sensors.OpticalFlow;

/// <summary>How the image content moved since the frame before: (x, y) goes to (A·x + B·y + Tx, C·x + D·y + Ty), pixels.</summary>
public readonly record struct ImageMotion(double A, double B, double Tx, double C, double D, double Ty)
{
    public static ImageMotion None { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>A plain shift.</summary>
    public static ImageMotion Shift(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Growth of lengths: the square root of the determinant.</summary>
    public double Scale => Math.Sqrt(Math.Abs((A * D) - (B * C)));

    /// <summary>Finite, and neither collapsing nor exploding the image.</summary>
    public bool IsUsable => double.IsFinite(A + B + Tx + C + D + Ty) && Scale is > 0.2 and < 5;

    public (double X, double Y) Apply(double x, double y) => ((A * x) + (B * y) + Tx, (C * x) + (D * y) + Ty);
}
