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

    public void Clear()
    {
        Array.Clear(_entered);
        Array.Clear(_left);
    }
}
