using OpenCvSharp;

namespace Perception.Teaching;

/// <summary>One image to label, from whatever it comes. Disposing it disposes its image and masks.</summary>
public sealed record SourceFrame : IDisposable
{
    /// <summary>8-bit BGR, as large as the source has it.</summary>
    public required Mat Image { get; init; }

    /// <summary>Unique in the set; without folder and ending.</summary>
    public required string Name { get; init; }

    /// <inheritdoc cref="Labelling.Sets.LabelledFrame.Scene"/>
    public required string Scene { get; init; }

    /// <inheritdoc cref="Labelling.Sets.LabelledFrame.Origin"/>
    public required string Origin { get; init; }

    /// <summary>Whether the scene's frames follow each other in time.</summary>
    public bool IsClip { get; init; }

    /// <summary>Truth, where it is given.</summary>
    public GivenLabels? Given { get; init; }

    /// <summary>True drivable area, 0 or 254, of the image's size; null where it is not given.</summary>
    public Mat? Drivable { get; init; }

    /// <summary>True lane lines, as <see cref="Drivable"/>, 255 where the truth does not tell.</summary>
    public Mat? LaneLines { get; init; }

    public void Dispose()
    {
        Image.Dispose();
        Drivable?.Dispose();
        LaneLines?.Dispose();
    }
}
