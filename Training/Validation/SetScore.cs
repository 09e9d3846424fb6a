using Evaluation.Detection;

namespace Training.Validation;

/// <summary>How well a network does on one set. NaN where the set has no such label.</summary>
public sealed record SetScore
{
    public required string Set { get; init; }

    public required int Images { get; init; }

    /// <summary>Average precision of vehicles at IoU 0.5 (COCO), 0 to 1.</summary>
    public required double VehicleAp50 { get; init; }

    public required double PedestrianAp50 { get; init; }

    public required double TwoWheelerAp50 { get; init; }

    /// <summary>Vehicles found at IoU 0.5, at the score where recall and precision are best together (F1).</summary>
    public required double VehicleRecall { get; init; }

    public required double VehiclePrecision { get; init; }

    /// <summary>That score.</summary>
    public required double VehicleScore { get; init; }

    /// <summary>Recall and precision of vehicles at every score, by descending score.</summary>
    public required IReadOnlyList<RecallPoint> VehicleCurve { get; init; }

    public required double DrivableIoU { get; init; }

    /// <summary>Lane lines, both masks dilated by 2 pixels of the network's mask.</summary>
    public required double LaneIoU { get; init; }

    /// <summary>Share of pixels marked drivable in images whose label has none.</summary>
    public required double MarkedWithoutRoad { get; init; }

    /// <summary>Recall and precision of the vehicles that have at least this score; zeros where none has.</summary>
    public RecallPoint VehiclesFrom(double least) => VehicleCurve.LastOrDefault(point => point.Score >= least);
}
