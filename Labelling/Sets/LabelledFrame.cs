namespace Labelling.Sets;

/// <summary>One image and its labels: a line of <c>labels.jsonl</c>. Paths are relative to the set's folder.</summary>
public sealed record LabelledFrame
{
    /// <summary>The stored image, JPEG or PNG.</summary>
    public required string Image { get; init; }

    /// <summary>What belongs together: a clip, a place. Training and validation are split by scene, never by frame.</summary>
    public required string Scene { get; init; }

    /// <summary>The recording and frame that the image was taken from.</summary>
    public required string Origin { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Null where objects are not labelled at all.</summary>
    public required IReadOnlyList<LabelledBox>? Boxes { get; init; }

    /// <summary>
    /// Drivable area: an 8-bit grey PNG with the image's aspect, 0 to 254 the probability, 255 to ignore. Null where it is not labelled.
    /// </summary>
    public required string? Drivable { get; init; }

    /// <summary>Lane lines, as <see cref="Drivable"/>.</summary>
    public required string? LaneLines { get; init; }
}
