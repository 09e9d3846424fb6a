namespace Labelling.Sets;

/// <summary>A set of labels cannot be read or written; the message names the file, what was expected and what was found.</summary>
public sealed class LabelSetException : Exception
{
    public LabelSetException(string message)
        : base(message)
    {
    }

    public LabelSetException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
