namespace Perception.Diagnostics;

/// <summary>How a check stands.</summary>
public enum FindingLevel
{
    Ok,

    /// <summary>Not there, and not needed to run.</summary>
    Absent,

    /// <summary>Needed; the finding says what to do.</summary>
    Failed,
}
