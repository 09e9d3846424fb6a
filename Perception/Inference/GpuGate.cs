namespace Perception.Inference;

/// <summary>
/// Keeps the recording of a network's launches (a CUDA graph) apart from all other work on the GPU: while one is recorded, CUDA refuses the
/// allocations of every thread of the process, and the recording fails with them.
/// </summary>
/// <remarks>Thread safe; allocates nothing. Work waits for a recording only, so never where nothing is recorded.</remarks>
internal sealed class GpuGate
{
    private readonly object _gate = new();
    private int _working;
    private int _recordings;
    private bool _isRecording;

    /// <summary>The one of this process, as far as CUDA's refusal reaches.</summary>
    public static GpuGate Process { get; } = new();

    /// <summary>Begins work on a provider, beside other work; waits while something is recorded. On the processor it does nothing.</summary>
    /// <returns>Disposed at the end of the work.</returns>
    public Turn Work(ExecutionProvider provider)
    {
        if (provider == ExecutionProvider.Cpu)
        {
            return default;
        }

        lock (_gate)
        {
            // A recording that waits goes first: between frames there may never be a gap.
            while (_recordings > 0)
            {
                Monitor.Wait(_gate);
            }

            _working++;
            return new Turn(this, isRecording: false);
        }
    }

    /// <summary>Begins a recording once all work has ended.</summary>
    /// <param name="limit">How long that is waited for.</param>
    /// <param name="turn">Disposed at the end of the recording.</param>
    /// <returns>False where the work did not end in time.</returns>
    public bool TryRecord(TimeSpan limit, out Turn turn)
    {
        long started = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            _recordings++;
            while (_isRecording || _working > 0)
            {
                TimeSpan left = limit - TimeProvider.System.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    _recordings--;
                    Monitor.PulseAll(_gate);
                    turn = default;
                    return false;
                }
            }

            _isRecording = true;
            turn = new Turn(this, isRecording: true);
            return true;
        }
    }

    private void End(bool isRecording)
    {
        lock (_gate)
        {
            if (isRecording)
            {
                _isRecording = false;
                _recordings--;
            }
            else
            {
                _working--;
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Work or a recording that is under way, or nothing. Disposed once.</summary>
    public readonly struct Turn(GpuGate gate, bool isRecording) : IDisposable
    {
        private readonly GpuGate? _gate = gate;

        public void Dispose() => _gate?.End(isRecording);
    }
}
