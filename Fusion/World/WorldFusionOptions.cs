using System.ComponentModel.DataAnnotations;
using Fusion.Lanes;
using Fusion.Tracking;
using Sensors;

namespace Fusion.World;

/// <summary>Everything that decides how detections and masks become a world.</summary>
public sealed class WorldFusionOptions
{
    public TrackerOptions Tracker { get; init; } = new();

    public LaneTrackerOptions Lanes { get; init; } = new();

    public LaneAssignerOptions Assignment { get; init; } = new();

    public LeadSelectorOptions Lead { get; init; } = new();

    /// <summary>Throws where an options object breaks one of its ranges.</summary>
    /// <exception cref="WorldFusionOptionsException">An option is out of range.</exception>
    internal static void Check(object options)
    {
        if (OptionRanges.Faults(options) is [ValidationResult fault, ..])
        {
            throw new WorldFusionOptionsException($"{options.GetType().Name}: {fault.ErrorMessage}");
        }
    }
}
