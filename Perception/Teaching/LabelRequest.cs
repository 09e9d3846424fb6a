using System.IO.Enumeration;
using System.Text.Json;

namespace Perception.Teaching;

/// <summary>What is to be labelled, and how.</summary>
public sealed record LabelRequest
{
    public required IReadOnlyList<string> Drives { get; init; }

    public required string Output { get; init; }

    /// <summary>Takes each n-th frame of a clip; null: a frame whenever <see cref="Interval"/> has gone by.</summary>
    public int? Every { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Its first group, found in an image's name, is the scene; null: pictures that follow each other decide.</summary>
    public string? SceneFrom { get; init; }

    /// <summary>File name patterns (* and ?) of images to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Class names of YOLO labels by number, where no classes.txt says; null: there are none.</summary>
    public string? YoloClasses { get; init; }

    /// <summary>Labels objects only.</summary>
    public bool ObjectsOnly { get; init; }

    /// <summary>Images mostly without a road: masks are empty where the teachers see next to none, else there are none.</summary>
    public bool Negatives { get; init; }

    /// <summary>Whether an image is left out.</summary>
    /// <param name="file">Its name, without folder.</param>
    public bool IsExcluded(string file) => Exclude.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file));

    /// <summary>One line that says all that decides the labels.</summary>
    /// <param name="options">Who teaches.</param>
    /// <param name="truth">The given truth, its class names included, as <see cref="SourceFrames.Truth"/> tells it.</param>
    public string Fingerprint(TeacherOptions options, IReadOnlyList<string> truth) => JsonSerializer.Serialize(new
    {
        Drives = Drives.Select(Path.GetFullPath),
        Every,
        SceneFrom,
        Truth = truth,
        ObjectsOnly,
        Negatives,
        options.Detectors,
        options.LaneNetworks,
        options.OneLook,
    });
}
