namespace Evaluation.Drives;

/// <summary>How what was published agrees with a drive's truth. Shares are 0 to 1; null where nothing was there to judge.</summary>
public sealed record DriveScore
{
    /// <summary>Frames that were published and have truth.</summary>
    public required int Frames { get; init; }

    /// <summary>Cars, vans, trucks, buses.</summary>
    public required FoundScore Vehicles { get; init; }

    public required FoundScore Pedestrians { get; init; }

    /// <summary>Motorcycles and cyclists.</summary>
    public required FoundScore TwoWheelers { get; init; }

    /// <summary>Of all confirmed tracks that were seen, those that lay on a road user of their group, of whatever size.</summary>
    public required double? RightTracksShare { get; init; }

    /// <summary>How often a road user was found under another identity than the time before.</summary>
    public required int IdentityChanges { get; init; }

    /// <summary>Mean of |range - truth| / truth over the tracks found, by the ego-frame X of the nearest face.</summary>
    public required double? RangeError { get; init; }

    /// <summary>Mean of |offset - truth|, metres.</summary>
    public required double? LaneOffsetError { get; init; }

    /// <summary>Of the frames on a road, those in which an offset in the lane was published.</summary>
    public required double? LaneOffsetShare { get; init; }

    /// <summary>Of the frames with a vehicle ahead in the ego lane that counts, those in which it was published as lead.</summary>
    public required double? LeadFoundShare { get; init; }

    /// <summary>Of the leads published, those that were not the vehicle ahead in the ego lane.</summary>
    public required double? LeadWrongShare { get; init; }

    /// <summary>How the errors lie within the uncertainties that were published with the values.</summary>
    public required StatedDeviations Stated { get; init; }
}
