using Perception.Inference;

namespace Perception.Lanes;

/// <summary>Turns a network's raw answer into lane lines as curves. Made for one network; not thread safe.</summary>
public interface ILaneCurveDecoder
{
    /// <summary>Makes a set large enough for every answer of the network.</summary>
    LaneCurveSet CreateCurves();

    /// <summary>Decodes the binding's outputs. Allocates nothing.</summary>
    /// <param name="binding">A binding of the network that the decoder was made for, after its run.</param>
    /// <param name="curves">Made by <see cref="CreateCurves"/>; receives the lines in source image pixels.</param>
    /// <exception cref="InferenceException">The network answered with NaN or infinity.</exception>
    void Decode(NetworkBinding binding, LaneCurveSet curves);
}
