using System.Runtime.ExceptionServices;

namespace Perception.Pipeline;

/// <summary>How a pipeline ends: its drive is over, a stop is asked for, or something fails for good. What is in process is finished then, or given up where that takes too long.</summary>
/// <param name="source">The source's id, for the sentences.</param>
/// <param name="drainTimeout">How long a stop waits for the frames in process.</param>
/// <param name="monitor">Told of the fault, and closed where frames are given up.</param>
/// <remarks>Thread safe.</remarks>
internal sealed class PipelineEnd(string source, TimeSpan drainTimeout, PipelineMonitor monitor) : IDisposable
{
    /// <summary>How much longer than for its own frames a camera waits for its rig, which goes on without the camera that stands still once that is given up.</summary>
    public static readonly TimeSpan RigPatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private ExceptionDispatchInfo? _fault;

    /// <summary>Cancelled when nothing more is to be captured.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Stops capturing; what is in process drains.</summary>
    /// <remarks>Does nothing once disposed: a stage may still work then, past the drain timeout.</remarks>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Nothing is captured any more.
        }
    }

    /// <summary>Remembers the first fault and stops capturing; what is in process drains.</summary>
    public void Fail(Exception failure)
    {
        PipelineException fault = failure as PipelineException ?? new PipelineException($"{source}: {failure.Message}", failure);
        if (Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(fault), null) is null)
        {
            monitor.Fault = fault.Message;
        }

        Stop();
    }

    /// <summary>Waits for every stage; once a stop was asked for, no longer than the drain timeout.</summary>
    /// <param name="stages">Ends when the last frame has come out.</param>
    /// <param name="isWithRig">Whether no stage is at work any more, and what has not come out is with its rig: that is waited for a little longer.</param>
    /// <param name="giveUp">Called where it does not in time: gives back what the frames in process hold of what is shared.</param>
    /// <param name="awaited">Says what is waited for where no frame is in process any more, such as "the source's read to return".</param>
    /// <exception cref="PipelineException">Something failed for good, or frames did not come out.</exception>
    public async Task WaitForAsync(Task stages, Func<bool> isWithRig, Action giveUp, Func<string> awaited)
    {
        Task stopped = Task.Delay(Timeout.InfiniteTimeSpan, monitor.Time, _stop.Token);
        await Task.WhenAny(stages, stopped).ConfigureAwait(false);
        TimeSpan patience = drainTimeout;
        bool isOver = await EndsWithinAsync(stages, patience).ConfigureAwait(false);
        if (!isOver && isWithRig())
        {
            patience += RigPatience;
            isOver = await EndsWithinAsync(stages, RigPatience).ConfigureAwait(false);
        }

        if (!isOver)
        {
            string last = awaited();
            giveUp();

            // Every frame that was read has come out or been dropped by now; what has not is lost, even if it comes out later.
            long left = monitor.Close();
            Fail(new PipelineException(left > 0
                ? $"{source}: expected the frames in process to finish within {patience.TotalSeconds:0.#} s of the stop, found {left} that did not"
                : $"{source}: expected {last} within {patience.TotalSeconds:0.#} s of the stop, found that it did not"));
        }

        _fault?.Throw();
    }

    public void Dispose() => _stop.Dispose();

    private async Task<bool> EndsWithinAsync(Task stages, TimeSpan patience)
    {
        try
        {
            await stages.WaitAsync(patience, monitor.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
