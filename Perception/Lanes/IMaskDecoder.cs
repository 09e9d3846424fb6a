using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>Turns a network's raw answer into masks of the drivable area and the lane lines. Made for one network; not thread safe.</summary>
public interface IMaskDecoder
{
    /// <summary>
    /// Makes a mask of the size that <see cref="Decode"/> fills for a binding. It covers the image alone: whole rows and
    /// columns of letterbox padding are cut away.
    /// </summary>
    SegmentationMask CreateMask(NetworkBinding binding);

    /// <summary>Decodes the binding's outputs and sets the masks' place in the source image. Allocates nothing.</summary>
    /// <param name="binding">A binding of the network that the decoder was made for, after its run.</param>
    /// <param name="drivable">Made by <see cref="CreateMask"/>.</param>
    /// <param name="laneLines">Made by <see cref="CreateMask"/>.</param>
    /// <exception cref="InferenceException">The network answered with NaN or infinity.</exception>
    /// <exception cref="ArgumentException">A mask has another size.</exception>
    void Decode(NetworkBinding binding, SegmentationMask drivable, SegmentationMask laneLines);
}
