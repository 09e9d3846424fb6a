namespace Perception.Commands;

/// <summary>How networks that only ever saw the real world take to a simulated drive.</summary>
/// <param name="Frames">Frames measured.</param>
/// <param name="Vehicles">Vehicles of the truth that count: tall enough and hardly hidden.</param>
/// <param name="Found">Of these, those that the detector found.</param>
/// <param name="Detections">Vehicles that the detector reported.</param>
/// <param name="Right">Of these, those that lie on a vehicle of the truth, of any size.</param>
/// <param name="DrivableIoU">Drivable area of the lane network against the truth, over all pixels of all frames; NaN without any.</param>
/// <param name="LaneIoU">Lane lines of the lane network against the rendered paint, both dilated, likewise.</param>
/// <param name="DrivableShare">Share of all pixels that the lane network marks drivable.</param>
/// <param name="Kinds">For each kind of vehicle and size of its box ("Car 30-60 px"): how many count, and how many were found.</param>
public sealed record RealismReport(
    int Frames, int Vehicles, int Found, int Detections, int Right, double DrivableIoU, double LaneIoU, double DrivableShare,
    IReadOnlyDictionary<string, (int Count, int Found)> Kinds)
{
    public double Recall => Vehicles == 0 ? double.NaN : (double)Found / Vehicles;

    public double Precision => Detections == 0 ? double.NaN : (double)Right / Detections;
}
