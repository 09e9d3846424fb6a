namespace Perception.Pipeline;

/// <summary>A stage failed for good and the pipeline stopped; the message names the source and the reason.</summary>
public sealed class PipelineException : Exception
{
    public PipelineException(string message)
        : base(message)
    {
    }

    public PipelineException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
