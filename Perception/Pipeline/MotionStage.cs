using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Measures how the image moved since the frame before that came here.</summary>
public sealed class MotionStage
{
    private readonly ImageMotionEstimator _estimator;
    private long? _before;
    private int _section;

    /// <param name="source">Image size and calibration.</param>
    /// <param name="options">How it is measured.</param>
    public MotionStage(SourceDescription source, ImageMotionOptions options) =>
        _estimator = new ImageMotionEstimator(source.Width, source.Height, source.Calibration, options);

    /// <summary>The next frame's motion is unknown: this one has failed in another stage.</summary>
    /// <remarks>Where this stage was the first to take up that frame, the fusion finds the next one's motion counted from a frame that it did not see; so which stage came first makes no difference.</remarks>
    public void Forget()
    {
        _estimator.Reset();
        _before = null;
    }

    public void Process(FrameJob job)
    {
        if (job.Frame!.Section != _section)
        {
            _section = job.Frame.Section;
            Forget();
        }

        job.ImageMotion = _estimator.Update(job.Frame.Image);
        job.MotionSince = _before;
        _before = job.Sequence;
    }
}
