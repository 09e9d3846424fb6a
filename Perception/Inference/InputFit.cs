namespace Perception.Inference;

/// <summary>How an image is brought to a network's input size.</summary>
public enum InputFit
{
    /// <summary>Keeps the aspect ratio, but for <see cref="ImageInput.MostWidening"/>, and fills the rest with the pad value.</summary>
    Letterbox,

    /// <summary>Scales width and height separately to fill the input.</summary>
    Stretch,
}
