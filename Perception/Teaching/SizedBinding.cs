using OpenCvSharp;
using Perception.Inference;

namespace Perception.Teaching;

/// <summary>A network's binding that is made anew where the image's size changes. Not thread safe.</summary>
internal sealed class SizedBinding : IDisposable
{
    private readonly Network _network;
    private NetworkBinding? _binding;
    private Size _size;

    public SizedBinding(Network network)
    {
        _network = network;
    }

    public Network Network => _network;

    /// <summary>Runs the network on an image.</summary>
    /// <returns>Holds the answer until the next call.</returns>
    public NetworkBinding Run(Mat bgr)
    {
        if (_binding is null || bgr.Size() != _size)
        {
            _binding?.Dispose();
            _size = bgr.Size();
            _binding = _network.CreateBinding(_size.Width, _size.Height);
        }

        _binding.Preprocess(bgr);
        _network.Run(_binding);
        return _binding;
    }

    public void Dispose() => _binding?.Dispose();
}
