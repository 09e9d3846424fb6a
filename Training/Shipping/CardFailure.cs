namespace Training.Shipping;

/// <summary>Something that the network gets wrong.</summary>
/// <param name="Text">What it does and where, in a sentence.</param>
/// <param name="Picture">Path of an image that shows it; null for none. It is copied beside the card.</param>
public sealed record CardFailure(string Text, string? Picture = null);
