using System.Globalization;
using Simulation.Traffic;

namespace Simulation.Truth;

/// <summary>Writes objects as KITTI tracking labels, one line an object and frame. Not thread safe.</summary>
public sealed class KittiTrackingWriter
{
    private const float PartlyOccluded = 0.15f;
    private const float LargelyOccluded = 0.5f;
    private readonly TextWriter _writer;

    public KittiTrackingWriter(TextWriter writer)
    {
        _writer = writer;
    }

    /// <summary>The label's class; KITTI has none for buses and motorcycles, which become Truck and Cyclist.</summary>
    public static string TypeOf(ActorKind kind) => kind switch
    {
        ActorKind.Car => "Car",
        ActorKind.Van => "Van",
        ActorKind.Truck or ActorKind.Bus => "Truck",
        ActorKind.Pedestrian => "Pedestrian",
        _ => "Cyclist",
    };

    public void Write(FrameTruth frame, int width, int height)
    {
        foreach (ObjectTruth item in frame.Objects)
        {
            if (item.Pixels == 0)
            {
                continue;
            }

            PixelBox box = item.Whole.Clipped(width, height);
            int occluded = item.Occlusion < PartlyOccluded ? 0 : item.Occlusion < LargelyOccluded ? 1 : 2;
            int truncated = item.Truncation < PartlyOccluded ? 0 : item.Truncation < LargelyOccluded ? 1 : 2;
            float alpha = item.RotationY - MathF.Atan2(item.CameraPosition.X, item.CameraPosition.Z);
            alpha = MathF.IEEERemainder(alpha, MathF.Tau);
            _writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{frame.Frame} {item.Id} {TypeOf(item.Kind)} {truncated} {occluded} {alpha:F3} {box.XMin:F2} {box.YMin:F2} {box.XMax:F2} {box.YMax:F2} {item.Size.Z:F3} {item.Size.Y:F3} {item.Size.X:F3} {item.CameraPosition.X:F3} {item.CameraPosition.Y:F3} {item.CameraPosition.Z:F3} {item.RotationY:F3}\n"));
        }
    }
}
