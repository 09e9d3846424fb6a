using System.ComponentModel.DataAnnotations;
using Sensors;

namespace Perception.Pipeline;

/// <summary>What the pipelines of several cameras share beside the networks: the turns to have a frame in process, and the networks' batches.</summary>
/// <remarks>Thread safe. Disposed after the pipelines.</remarks>
public sealed class CameraSharing : IDisposable
{
    private readonly BatchRunner?[] _batches;

    /// <param name="networks">Those that take several images in a run get a batch runner.</param>
    /// <param name="framesInFlight">How many frames of all cameras are in process at once where no network takes several.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public CameraSharing(NetworkSet networks, int framesInFlight, BatchOptions options, TimeProvider time)
    {
        OptionRanges.Require(options);
        _batches = [.. networks.Distinct.Select(network => network.MaxBatch > 1 ? new BatchRunner(network, options, time) : null)];

        // One batch in the network and the next being prepared.
        int largest = networks.Distinct.Max(network => network.MaxBatch);
        Gate = new FrameGate(Math.Max(framesInFlight, largest > 1 ? 2 * largest : 1));
    }

    public FrameGate Gate { get; }

    /// <summary>In the order of <see cref="NetworkSet.Distinct"/>; null for a network that takes one image at a time.</summary>
    public IReadOnlyList<BatchRunner?> Batches => _batches;

    public void Dispose() => Array.ForEach(_batches, batch => batch?.Dispose());
}
