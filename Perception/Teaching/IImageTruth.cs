namespace Perception.Teaching;

/// <summary>Given truth of the images of a folder.</summary>
public interface IImageTruth
{
    /// <summary>Checks the truth before anything is labelled.</summary>
    /// <param name="images">Paths of the images that will be asked for.</param>
    /// <param name="leftOut">Whether an image of that name, without ending, is left out on purpose.</param>
    /// <exception cref="Labelling.Sets.LabelSetException">A label cannot be read or lacks its image, there are no labels, or none of a class whose name is known.</exception>
    void Check(IReadOnlyList<string> images, Func<string, bool> leftOut);

    /// <summary>A sentence on what <see cref="Check"/> found that will be left out or ignored because of its class's name; null: nothing.</summary>
    string? Note { get; }

    /// <summary>One line that changes where the truth does, of all images whether or not they are left out.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    string Fingerprint();

    /// <summary>One image's truth.</summary>
    /// <param name="image">Its path.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <exception cref="Labelling.Sets.LabelSetException">A label cannot be read, or lies outside the image.</exception>
    GivenLabels Read(string image, int width, int height);
}
