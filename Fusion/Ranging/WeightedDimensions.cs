namespace Fusion.Ranging;

/// <summary>One kind of object within a class.</summary>
/// <param name="Share">Its share of the class, 0 to 1.</param>
/// <param name="Dimensions">Its size.</param>
public readonly record struct WeightedDimensions(double Share, ClassDimensions Dimensions);
