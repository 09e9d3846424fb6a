using System.Globalization;
using Evaluation.Formats;
using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;
using LabelledBox = Labelling.Sets.LabelledBox;

namespace Perception.Teaching;

/// <summary>What KITTI's object types become as labels.</summary>
internal static class KittiLabels
{
    private const int UnknownOcclusion = 3;
    private const float Tolerance = 1f;
    private static readonly string[] Types = ["car", "van", "truck", "pedestrian", "person", "person sitting", "cyclist", "tram", "misc", "dontcare"];

    /// <summary>A sentence on objects whose type KITTI does not have, which are ignored as its others are; null where there are none.</summary>
    /// <param name="place">File or folder.</param>
    /// <param name="types">Of all objects, lower case.</param>
    /// <exception cref="LabelSetException">KITTI has none of the types.</exception>
    public static string? NoteOn(string place, IEnumerable<string> types)
    {
        string[] all = [.. types];
        NameCounts unknown = new();
        Array.ForEach(Array.FindAll(all, type => !Types.Contains(type.Replace('_', ' '))), unknown.Add);
        return unknown.Total == 0 ? null
            : unknown.Total < all.Length ? $"{place}: boxes of types that KITTI does not have are ignored: {unknown}."
            : throw new LabelSetException($"{place}: expected objects of KITTI's types, found only {unknown}.");
    }

    /// <summary>One object of KITTI's truth as a label.</summary>
    /// <param name="type">KITTI's type, lower case.</param>
    /// <param name="box">Image pixels; clipped to the image.</param>
    /// <param name="occlusion">KITTI: 0 visible to 3 unknown.</param>
    /// <param name="track">Identity, or null.</param>
    /// <param name="place">File and frame, for the message.</param>
    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <exception cref="LabelSetException">The box lies outside the image.</exception>
    public static LabelledBox ToLabel(string type, in Box box, int occlusion, int? track, string place, int width, int height)
    {
        bool isInside = box.IsValid && box.XMin >= -Tolerance && box.YMin >= -Tolerance && box.XMax <= width + Tolerance && box.YMax <= height + Tolerance;
        if (!isInside)
        {
            throw new LabelSetException(string.Create(
                CultureInfo.InvariantCulture, $"{place}: expected a box inside the image of {width}x{height}, found {box.XMin},{box.YMin} to {box.XMax},{box.YMax}."));
        }

        (ObjectClass kind, bool isSure) = type.Replace('_', ' ') switch
        {
            "car" or "van" or "truck" => (ObjectClass.Vehicle, true),
            "pedestrian" => (ObjectClass.Pedestrian, true),
            "person" or "person sitting" => (ObjectClass.Pedestrian, false),
            "cyclist" => (ObjectClass.TwoWheeler, true),
            _ => (ObjectClass.Vehicle, false),
        };
        return new LabelledBox
        {
            Class = kind,
            XMin = Math.Clamp(box.XMin, 0, width),
            YMin = Math.Clamp(box.YMin, 0, height),
            XMax = Math.Clamp(box.XMax, 0, width),
            YMax = Math.Clamp(box.YMax, 0, height),
            Confidence = 1,
            Ignore = !isSure || occlusion >= UnknownOcclusion,
            Sources = ["truth"],
            Track = track,
        };
    }
}
