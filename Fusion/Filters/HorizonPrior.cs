namespace Fusion.Filters;

/// <summary>What is known of an object's horizon offset before it is seen in a frame, normalised image units.</summary>
/// <param name="Mean">What it returns to.</param>
/// <param name="Sigma">Its standing spread about that.</param>
internal readonly record struct HorizonPrior(double Mean, double Sigma);
