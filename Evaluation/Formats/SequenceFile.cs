namespace Evaluation.Formats;

/// <summary>One sequence of a data set's truth.</summary>
/// <param name="Name">As in the data set.</param>
/// <param name="Path">The truth file.</param>
/// <param name="FirstFrame">The number of its first frame: 0 in KITTI, 1 in MOTChallenge.</param>
/// <param name="Frames">How many frames it has.</param>
public readonly record struct SequenceFile(string Name, string Path, int FirstFrame, int Frames);
