using System.ComponentModel.DataAnnotations;

namespace Labelling.Voting;

/// <summary>When votes make a label. Scores and shares from 0 to 1.</summary>
public sealed record VoteOptions
{
    /// <summary>One network's word on one look at the image, as it is: sure from 0.4, unsure from 0.15, of every size.</summary>
    public static VoteOptions OneLook { get; } = new()
    {
        AgreementScore = 1, SoleScore = 0.4f, SoleViews = 1, LeastScore = 0.15f, LeastSoleScore = 0.15f, LeastHeight = 0, PartShare = 1, BonnetWidth = 1, BonnetTop = 1,
    };

    /// <summary>Votes for one class that overlap by this intersection over union are for one object.</summary>
    [Range(0.1, 0.95)]
    public float SameObjectIoU { get; init; } = 0.5f;

    /// <summary>Two networks agree where each gives at least this score in some view.</summary>
    [Range(0, 1)]
    public float AgreementScore { get; init; } = 0.3f;

    /// <summary>Mean of the two best networks' scores from which agreement is sure.</summary>
    [Range(0, 1)]
    public float AgreementMean { get; init; } = 0.38f;

    /// <summary>One network alone is believed from this score, in <see cref="SoleViews"/> views.</summary>
    [Range(0, 1)]
    public float SoleScore { get; init; } = 0.6f;

    /// <summary>Views in which a network that is alone must see the object.</summary>
    [Range(1, 10)]
    public int SoleViews { get; init; } = 2;

    /// <summary>What no network gives this score is not even unsure: it is background.</summary>
    [Range(0, 1)]
    public float LeastScore { get; init; } = 0.22f;

    /// <summary>What one network alone says is background below this score.</summary>
    [Range(0, 1)]
    public float LeastSoleScore { get; init; } = 0.35f;

    /// <summary>A surely labelled object is at least this high, share of the image's height; lower ones are unsure.</summary>
    [Range(0, 1)]
    public float LeastHeight { get; init; } = 0.014f;

    /// <summary>An unsure box that lies inside a sure one of its class by this share is a part of it.</summary>
    [Range(0, 1)]
    public float PartShare { get; init; } = 0.85f;

    /// <summary>Of a rider's width, this share must be over the two-wheeler.</summary>
    [Range(0, 1)]
    public float RiderOverlap { get; init; } = 0.5f;

    /// <summary>A vehicle that reaches the image's bottom and is wider than this share of it is the ego car's bonnet.</summary>
    [Range(0, 1)]
    public float BonnetWidth { get; init; } = 0.6f;

    /// <summary>A vehicle that begins below this share of the image's height and reaches its bottom is the ego car's bonnet.</summary>
    [Range(0, 1)]
    public float BonnetTop { get; init; } = 0.8f;
}
