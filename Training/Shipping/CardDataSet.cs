namespace Training.Shipping;

/// <summary>Images that a network learned from or was measured on.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Licence">Of the images, such as CC-BY-4.0.</param>
/// <param name="Origin">URL or words.</param>
/// <param name="Use">Such as "training" or "test, never seen in training".</param>
/// <param name="Images">How many of its images were used.</param>
public sealed record CardDataSet(string Name, string Licence, string Origin, string Use, int Images);
