namespace Perception.Inference;

/// <summary>Where a letterboxed image lies in the network's input.</summary>
public enum LetterboxAnchor
{
    TopLeft,
    Centre,
}
