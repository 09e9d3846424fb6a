namespace Perception.Pipeline;

/// <summary>Tells the idle gaps that pipelines share of one pipeline's frames; null tells nobody.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class FrameTally(IdleGaps? idle)
{
    private readonly HeldCount _begun = new();

    /// <summary>A frame begins; <see cref="End"/> follows.</summary>
    public void Begin()
    {
        idle?.FrameBegins();
        if (!_begun.TryTake())
        {
            idle?.FrameEnds();
        }
    }

    /// <summary>A frame has ended; nothing where <see cref="EndAll"/> has said so before.</summary>
    public void End()
    {
        if (_begun.TryGive())
        {
            idle?.FrameEnds();
        }
    }

    /// <summary>Frames that have not come out count as ended, and none counts from now on, so that other work finds its moments.</summary>
    public void EndAll()
    {
        for (int left = _begun.Close(); left > 0; left--)
        {
            idle?.FrameEnds();
        }
    }
}
