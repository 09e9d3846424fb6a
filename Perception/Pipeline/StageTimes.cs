using Perception.Publishing;

namespace Perception.Pipeline;

/// <summary>When one frame entered and left each stage, on the monotonic clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
/// <remarks>Each stage writes its own two cells only, so parallel stages need no lock.</remarks>
public sealed class StageTimes
{
    /// <summary>How many stages there are.</summary>
    public static readonly int StageCount = Enum.GetValues<PipelineStage>().Length;

    private readonly long[] _entered = new long[StageCount];
    private readonly long[] _left = new long[StageCount];

    public void Enter(PipelineStage stage, long timestamp) => _entered[(int)stage] = timestamp;

    public void Leave(PipelineStage stage, long timestamp) => _left[(int)stage] = timestamp;

    /// <summary>False where the frame did not pass this stage, as with the second network where one serves both tasks.</summary>
    public bool TryGet(PipelineStage stage, out long entered, out long left)
    {
        entered = _entered[(int)stage];
        left = _left[(int)stage];
        return left != 0;
    }

    /// <summary>Every stage before publishing that the frame has left, with how long it waited for that stage.</summary>
    /// <param name="timings">Receives them, in the order in which the frame passed them.</param>
    /// <param name="capturedAt">When the frame arrived, on the monotonic clock.</param>
    /// <param name="time">That clock.</param>
    /// <returns>How many there are.</returns>
    public int Fill(Span<StageTiming> timings, long capturedAt, TimeProvider time)
    {
        int count = 0;
        long before = capturedAt;
        long forkedAt = before;
        for (PipelineStage stage = PipelineStage.Letterbox; stage < PipelineStage.Publish; stage++)
        {
            if (!TryGet(stage, out long entered, out long left))
            {
                continue;
            }

            long since = stage is PipelineStage.Segment or PipelineStage.Motion ? forkedAt : before;
            timings[count++] = new StageTiming((int)stage, time.GetElapsedTime(since, entered), time.GetElapsedTime(entered, left));
            forkedAt = stage == PipelineStage.Letterbox ? left : forkedAt;
            before = Math.Max(before, left);
        }

        return count;
    }

    public void Clear()
    {
        Array.Clear(_entered);
        Array.Clear(_left);
    }
}
