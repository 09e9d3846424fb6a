namespace Evaluation.Formats;

/// <summary>KITTI's metric box: camera optical frame, metres; (X, Y, Z) is the centre of its bottom face.</summary>
/// <param name="Height">Along camera Y.</param>
/// <param name="Width">Across its heading.</param>
/// <param name="Length">Along its heading.</param>
/// <param name="X">Right.</param>
/// <param name="Y">Down.</param>
/// <param name="Z">Forward.</param>
/// <param name="RotationY">Heading about camera Y, rad: 0 along camera X.</param>
public readonly record struct Box3D(double Height, double Width, double Length, double X, double Y, double Z, double RotationY)
{
    /// <summary>KITTI writes -1 or -1000 where it has no metric box.</summary>
    public bool IsPresent => Height > 0 && Width > 0 && Length > 0 && X > -900;

    /// <summary>Distance of the nearest corner along the optical axis, metres.</summary>
    public double NearestDepth => Z - (((Length * Math.Abs(Math.Sin(RotationY))) + (Width * Math.Abs(Math.Cos(RotationY)))) / 2);
}
