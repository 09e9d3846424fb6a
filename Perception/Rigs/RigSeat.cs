using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>One camera's place in a rig: where its pipeline gives the frames that it captured, gets those of an instant, and gives back the finished ones.</summary>
public sealed class RigSeat
{
    private readonly Action<int, FrameJob> _deliver;
    private readonly int _camera;

    internal RigSeat(int camera, int instantsInFlight, PaceOrigin origin, Action<int, FrameJob> deliver)
    {
        Origin = origin;
        _camera = camera;
        _deliver = deliver;
        Captured = new Link<FrameLease>(DeliveryPolicy.Lossless, capacity: 1);
        Admitted = new Link<FrameLease>(DeliveryPolicy.Lossless, instantsInFlight);

        // Waiting in the link and in the assembler, in an instant that waits, in one that is just closed.
        FramesHeld = 1 + InstantAssembler<FrameLease>.QueueLength + 2;
    }

    /// <summary>The rig's, from which its drives are paced.</summary>
    internal PaceOrigin Origin { get; }

    /// <summary>How many frames the rig holds at the most before they are in process.</summary>
    internal int FramesHeld { get; }

    internal Link<FrameLease> Captured { get; }

    internal Link<FrameLease> Admitted { get; }

    /// <summary>Hands a finished frame over, failed or not; the rig gives it back by <see cref="PerceptionPipeline.Complete"/>.</summary>
    internal void Deliver(FrameJob job) => _deliver(_camera, job);
}
