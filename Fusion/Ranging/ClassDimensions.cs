using Fusion.Tracking;

namespace Fusion.Ranging;

/// <summary>What is known of a class's size before an object is measured: mean and standard deviation, metres.</summary>
/// <param name="Height">Height of the whole object.</param>
/// <param name="HeightSigma">Its spread.</param>
/// <param name="Width">Visible extent across the optical axis, between a view from behind and one from the side.</param>
/// <param name="WidthSigma">Its spread.</param>
/// <param name="SideSetback">How far behind the nearest face the widest part of the outline lies (wheel arches, mirrors).</param>
/// <param name="RoofSetback">How far behind it the highest part lies.</param>
/// <param name="ContactSetback">How far behind it the object touches the ground: a car's overhang.</param>
/// <param name="SetbackSigma">Spread of the three together.</param>
/// <param name="Length">Length of the whole object.</param>
/// <param name="BodyWidth">Width of the whole object across its length.</param>
public readonly record struct ClassDimensions(
    double Height, double HeightSigma, double Width, double WidthSigma,
    double SideSetback, double RoofSetback, double ContactSetback, double SetbackSigma,
    double Length, double BodyWidth)
{
    /// <summary>The extent along the view that goes with a visible width: seen from behind the length, from the side the width.</summary>
    /// <remarks>Linear between the two; a turned object's outline is narrower than its extents' rectangle, which this allows for.</remarks>
    public double Along(double visibleWidth) =>
        Math.Clamp(Length + BodyWidth - visibleWidth, Math.Min(Length, BodyWidth), Math.Max(Length, BodyWidth));

    /// <summary>Derivative of <see cref="Along"/>.</summary>
    public double AlongSlope(double visibleWidth) =>
        visibleWidth > Math.Min(Length, BodyWidth) && visibleWidth < Math.Max(Length, BodyWidth) ? -1 : 0;

    // In use in the European Union in 2023: 249 million cars, 30.1 million vans, 6 million trucks, 0.68 million buses (ECG's summary, of
    // 2025-01-29, of ACEA's "Vehicles on European roads" 2025; the report itself was not read). That trucks and buses are on the road three
    // times as long as cars is an assumption without a source.
    private static readonly WeightedDimensions[] VehicleKinds =
    [
        new(0.83, Of(ObjectClass.Car)), new(0.10, Of(ObjectClass.Van)), new(0.06, Of(ObjectClass.Truck)), new(0.01, Of(ObjectClass.Bus)),
    ];

    /// <summary>The kinds of object that a class without kinds of its own holds, by their shares on the road; none where the class is one kind.</summary>
    public static ReadOnlySpan<WeightedDimensions> Kinds(ObjectClass objectClass) => objectClass == ObjectClass.Vehicle ? VehicleKinds : [];

    /// <summary>For a box that does not fit the class: anything up to a lorry's size.</summary>
    public ClassDimensions Enlarged => this with { Height = 1.6 * Height, HeightSigma = 0.5 * Height, Width = 1.2 * Width, WidthSigma = 1.5 * WidthSigma };

    /// <summary>Published class means.</summary>
    /// <remarks>
    /// Car height 1.53 ± 0.14 m: mean of the KITTI object training labels, as used by Mousavian et al. (CVPR 2017) and as VoxelNet's
    /// anchors (1.56). Other classes: the nuScenes means in the anchors of CBGS (Zhu et al., 2019): truck 2.84 m high, bus 3.47,
    /// motorcycle 1.47 and bicycle 1.28 without rider (riders as KITTI's cyclist: 1.74), pedestrian 1.77 (KITTI 1.76 ± 0.11). Length and width: KITTI's means for
    /// car (3.88 × 1.63), van (5.08 × 1.90), cyclist (1.76 × 0.60) and pedestrian (0.84 × 0.66), nuScenes's for the others.
    /// Setbacks of a passenger car: rear and front overhang 0.75 to 1.0 m less the tyre's radius (0.3 m), mirrors about 2 m from
    /// either end and wheel arches about 0.8 m, the roof's ends 0.5 to 1.2 m behind the bumpers (data sheets of common compact cars).
    /// A two-wheeler of unknown kind lies between motorcycle and bicycle.
    /// Widths lie between the class's width and length, since the viewing angle is not known at first.
    /// </remarks>
    public static ClassDimensions Of(ObjectClass objectClass) => objectClass switch
    {
        ObjectClass.Car => new(1.53, 0.16, 2.2, 1.0, 1.1, 0.8, 0.5, 0.3, 3.88, 1.63),
        ObjectClass.Vehicle => new(1.6, 0.3, 2.2, 1.0, 1.0, 0.7, 0.5, 0.4, 4.2, 1.8),
        ObjectClass.Van => new(2.1, 0.3, 2.4, 1.2, 0.8, 0.3, 0.5, 0.4, 5.08, 1.9),
        ObjectClass.Truck => new(2.84, 0.6, 2.8, 1.5, 0.3, 0.2, 0.5, 0.5, 6.93, 2.51),
        ObjectClass.Bus => new(3.47, 0.4, 3.2, 2.0, 0.3, 0.2, 0.5, 0.5, 10.5, 2.94),
        ObjectClass.Motorcycle => new(1.6, 0.2, 0.9, 0.5, 0.5, 0.5, 0.3, 0.3, 2.11, 0.77),
        ObjectClass.Bicycle => new(1.74, 0.15, 0.8, 0.5, 0.5, 0.5, 0.3, 0.3, 1.76, 0.6),
        ObjectClass.TwoWheeler => new(1.68, 0.2, 0.85, 0.5, 0.5, 0.5, 0.3, 0.3, 1.9, 0.68),
        ObjectClass.Pedestrian => new(1.76, 0.11, 0.66, 0.2, 0.2, 0.2, 0.1, 0.1, 0.84, 0.66),
        _ => new(1.6, 0.8, 1.6, 1.0, 0.3, 0.3, 0.3, 0.5, 2, 1.6),
    };
}
