using Fusion.Tracking;

namespace Evaluation.Detection;

/// <summary>What is scored as one class: which truth counts, which is set aside, and which detections claim it.</summary>
/// <param name="Name">The class's name in tables.</param>
/// <param name="Truth">Truth classes that must be found.</param>
/// <param name="Ignored">Truth classes so similar that finding them is neither right nor wrong.</param>
/// <param name="Detected">Detection classes that claim it.</param>
/// <param name="KittiOverlap">Intersection over union that KITTI asks for.</param>
public sealed record ClassRule(string Name, IReadOnlyList<string> Truth, IReadOnlyList<string> Ignored, IReadOnlyList<ObjectClass> Detected, double KittiOverlap)
{
    private const string DontCare = "dontcare";

    /// <summary>The classes of this project, and all vehicles together for networks that do not tell them apart.</summary>
    public static IReadOnlyList<ClassRule> Standard { get; } =
    [
        new("Car", ["car"], ["van"], [ObjectClass.Car], 0.7),
        new("Truck", ["truck"], ["van"], [ObjectClass.Truck], 0.7),
        new("Bus", ["bus"], [], [ObjectClass.Bus], 0.7),
        new("Motorcycle", ["motorcycle", "motorbike"], [], [ObjectClass.Motorcycle], 0.5),
        new("Bicycle", ["bicycle", "bike"], [], [ObjectClass.Bicycle], 0.5),
        new("Pedestrian", ["pedestrian", "person"], ["person sitting", "rider"], [ObjectClass.Pedestrian], 0.5),
        new("TrafficLight", ["traffic light"], [], [ObjectClass.TrafficLight], 0.5),
        new("StopSign", ["stop sign"], [], [ObjectClass.StopSign], 0.5),
        new("any two-wheeler", ["cyclist", "bicycle", "bike", "motorcycle", "motorbike"], [], [ObjectClass.TwoWheeler, ObjectClass.Bicycle, ObjectClass.Motorcycle], 0.5),
        new("any vehicle", ["car", "van", "truck", "bus", "vehicle"], ["tram", "misc"], [ObjectClass.Vehicle, ObjectClass.Car, ObjectClass.Van, ObjectClass.Truck, ObjectClass.Bus], 0.7),
    ];

    /// <summary>Whether a class name of truth means anything to the <see cref="Standard"/> classes; boxes of others are not scored.</summary>
    public static bool Knows(string name) => name == DontCare || Standard.Any(rule => rule.Truth.Contains(name) || rule.Ignored.Contains(name));

    public bool Counts(in TruthBox box) => !box.IsRegion && Truth.Contains(box.Class);

    /// <summary>Whether a truth box is set aside: detections of it are not scored.</summary>
    /// <remarks>A region is set aside for its own class, KITTI's "dontcare" for all.</remarks>
    public bool Ignores(in TruthBox box) => Ignored.Contains(box.Class) || (box.IsRegion && (box.Class == DontCare || Truth.Contains(box.Class)));

    public bool Claims(in Fusion.Tracking.Detection detection) => Detected.Contains(detection.Class);
}
