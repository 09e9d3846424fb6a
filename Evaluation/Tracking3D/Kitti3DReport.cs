using Evaluation.Formats;

namespace Evaluation.Tracking3D;

/// <summary>AB3DMOT's figures for one class and one least overlap.</summary>
/// <param name="ClassName">car, pedestrian or cyclist.</param>
/// <param name="LeastOverlap">Least 3D IoU of a match.</param>
/// <param name="ScaledAmota">sAMOTA: mean of the scaled MOTA over 40 recalls.</param>
/// <param name="Amota">AMOTA: mean of MOTA over them.</param>
/// <param name="Amotp">AMOTP: mean of MOTP over them.</param>
/// <param name="BestThreshold">The confidence from which on tracks count in <paramref name="Best"/>: that of the highest MOTA.</param>
/// <param name="Best">The counts there.</param>
/// <param name="Odd">What is odd about the results and the truth of all classes.</param>
public sealed record Kitti3DReport(
    string ClassName, double LeastOverlap, double ScaledAmota, double Amota, double Amotp, double BestThreshold, Kitti3DCounts Best, OddResults Odd);
