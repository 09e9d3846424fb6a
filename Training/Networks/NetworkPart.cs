namespace Training.Networks;

/// <summary>A part of the network that can be trained while the others stay as they are.</summary>
public enum NetworkPart
{
    /// <summary>Backbone and feature pyramid down to stride 8, which all tasks share.</summary>
    Shared,

    /// <summary>Scores of the object classes.</summary>
    Classes,

    /// <summary>Distances to the sides of the boxes.</summary>
    Boxes,

    /// <summary>Drivable area and lane lines, with the pyramid's level at stride 4, which is theirs alone.</summary>
    Masks,
}
