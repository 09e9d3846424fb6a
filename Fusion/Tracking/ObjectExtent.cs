namespace Fusion.Tracking;

/// <summary>How large an object is, as its boxes showed it: metres, with variances.</summary>
/// <param name="Width">Extent on the ground across the camera's optical axis: of a vehicle seen from behind the body's width, from the side its length.</param>
/// <param name="WidthVariance">m².</param>
/// <param name="Height">Of its top above the ground.</param>
/// <param name="HeightVariance">m².</param>
/// <param name="HalfDepthVariance">Of <see cref="EgoState.HalfDepth"/>, m²: how much the lengths of its class, of the kinds that fit its height, differ from what is taken.</param>
public readonly record struct ObjectExtent(double Width, double WidthVariance, double Height, double HeightVariance, double HalfDepthVariance);
