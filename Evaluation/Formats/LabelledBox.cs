namespace Evaluation.Formats;

/// <summary>One line of a truth or result file.</summary>
/// <remarks>Box in pixels of the source image as the file has it; KITTI's and MOTChallenge's 3D fields where present.</remarks>
public readonly record struct LabelledBox
{
    /// <summary>The file's own number: from 0 in KITTI, from 1 in MOTChallenge.</summary>
    public required int Frame { get; init; }

    public required int Id { get; init; }

    /// <summary>Lower-case class name as in the file, or MOTChallenge's class number.</summary>
    public required string Class { get; init; }

    public required double XMin { get; init; }

    public required double YMin { get; init; }

    public required double XMax { get; init; }

    public required double YMax { get; init; }

    public double Score { get; init; }

    public int Truncation { get; init; }

    public int Occlusion { get; init; }

    /// <summary>MOTChallenge: a truth box marked 0 is not to be scored.</summary>
    public bool IsZeroMarked { get; init; }

    /// <summary>Metric size and place, camera frame, the point at the box's bottom centre; NaN where the file has none.</summary>
    public Box3D Box3D { get; init; }

    public double Height => YMax - YMin;

    public double Width => XMax - XMin;
}
