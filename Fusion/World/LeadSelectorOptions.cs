using System.ComponentModel.DataAnnotations;

namespace Fusion.World;

/// <summary>Which track may be the lead.</summary>
public sealed class LeadSelectorOptions
{
    /// <summary>How long a confirmed track may go unseen and still lead.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan MaxUnseen { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether motorcycles and bicycles lead as well.</summary>
    public bool IncludeTwoWheelers { get; init; } = true;
}
