using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>Turns a network's raw answer into detections. Made for one network; not thread safe.</summary>
public interface IObjectDecoder
{
    /// <summary>Decodes the binding's outputs, suppresses duplicates and clips to the image. Allocates nothing.</summary>
    /// <param name="binding">A binding of the network that the decoder was made for, after its run.</param>
    /// <param name="detections">Receives the detections: source image pixels, by descending score; what does not fit is left out.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InferenceException">The network answered with NaN or infinity.</exception>
    int Decode(NetworkBinding binding, Span<Detection> detections);
}
