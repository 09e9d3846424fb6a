namespace Perception.Inference;

/// <summary>The order of a network input's three channels.</summary>
public enum InputColour
{
    Bgr,
    Rgb,
}
