namespace Perception.Inference;

/// <summary>The image input of a network: shape and preprocessing.</summary>
/// <remarks>A tensor element is (pixel − mean) · scale, with pixel from 0 to 255; mean and scale are in the input's channel order.</remarks>
public sealed record ImageInput
{
    /// <summary>[1, 3, height, width], float.</summary>
    public required TensorContract Tensor { get; init; }

    public required InputColour Colour { get; init; }

    /// <summary>Three values, 0 to 255, in the input's channel order.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <inheritdoc cref="Mean"/>
    public required IReadOnlyList<float> Scale { get; init; }

    public required InputFit Fit { get; init; }

    public required LetterboxAnchor Anchor { get; init; }

    /// <summary>Pixel value of the letterbox's padding, 0 to 255, the same in all channels.</summary>
    public required int Pad { get; init; }

    /// <summary>
    /// By how much a letterbox may widen an image that is narrower for its height than the input before it pads, 1 or more. A wider image keeps
    /// its aspect ratio: many networks know widened objects, but hardly narrowed ones.
    /// </summary>
    public double MostWidening { get; init; } = 1;

    /// <summary>Share of the source image's height that is cut off at the top before it is fitted, 0 to below 1.</summary>
    public double CropTop { get; init; }

    public int Width => Tensor.Shape[3];

    public int Height => Tensor.Shape[2];
}
