namespace Perception.Publishing;

/// <summary>How long one stage took for one frame.</summary>
/// <param name="Stage">Index into the stage names that <c>hello</c> lists.</param>
/// <param name="QueueWait">From leaving the stage before to being taken up.</param>
/// <param name="Work">From being taken up to leaving the stage.</param>
public readonly record struct StageTiming(int Stage, TimeSpan QueueWait, TimeSpan Work);
