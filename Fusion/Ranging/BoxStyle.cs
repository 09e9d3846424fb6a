namespace Fusion.Ranging;

/// <summary>What a detector's boxes enclose.</summary>
public enum BoxStyle
{
    /// <summary>The visible outline, as networks trained on image labels (COCO, BDD) draw it: wheels, mirrors and roof lie behind the nearest face.</summary>
    VisibleOutline,

    /// <summary>The projection of a cuboid around the object, as KITTI's labels and networks trained on them draw it.</summary>
    ProjectedCuboid,
}
