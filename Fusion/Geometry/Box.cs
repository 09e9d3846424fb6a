using Sensors.OpticalFlow;

namespace Fusion.Geometry;

/// <summary>An axis-aligned box in pixels of the source image, half-open: [XMin, XMax) × [YMin, YMax).</summary>
public readonly record struct Box(float XMin, float YMin, float XMax, float YMax)
{
    public float Width => XMax - XMin;

    public float Height => YMax - YMin;

    public float Area => Math.Max(0, Width) * Math.Max(0, Height);

    public float CentreX => (XMin + XMax) / 2;

    public float CentreY => (YMin + YMax) / 2;

    /// <summary>Finite and of positive width and height.</summary>
    public bool IsValid => float.IsFinite(XMin) && float.IsFinite(YMin) && float.IsFinite(XMax) && float.IsFinite(YMax)
        && XMax > XMin && YMax > YMin;

    /// <summary>This box where an image motion takes it: its centre moves, its size by the scale.</summary>
    public Box MovedBy(in ImageMotion motion)
    {
        (double x, double y) = motion.Apply(CentreX, CentreY);
        double width = Width * motion.Scale / 2;
        double height = Height * motion.Scale / 2;
        return new Box((float)(x - width), (float)(y - height), (float)(x + width), (float)(y + height));
    }

    /// <summary>The share of this box that lies inside another, 0 to 1.</summary>
    public float ShareInside(in Box other)
    {
        float width = Math.Min(XMax, other.XMax) - Math.Max(XMin, other.XMin);
        float height = Math.Min(YMax, other.YMax) - Math.Max(YMin, other.YMin);
        return width <= 0 || height <= 0 || Area <= 0 ? 0 : Math.Min(width * height / Area, 1);
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public float IntersectionOverUnion(in Box other)
    {
        float width = Math.Min(XMax, other.XMax) - Math.Max(XMin, other.XMin);
        float height = Math.Min(YMax, other.YMax) - Math.Max(YMin, other.YMin);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        float intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}
