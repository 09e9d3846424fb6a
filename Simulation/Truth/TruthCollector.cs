using System.Numerics;
using Simulation.Rendering;
using Simulation.Roads;
using Simulation.Scenarios;
using Simulation.Traffic;

namespace Simulation.Truth;

/// <summary>Reads the truth of a frame off the scene and the renderer's buffers. Not thread safe.</summary>
internal sealed class TruthCollector
{
    private const float Near = 0.3f;
    private const float LaneReach = 80f;
    private const float LaneStep = 5f;
    private const float OwnMargin = 1f;
    private const float HiddenRange = 40f;
    private const float LaneAssociation = 1.2f;

    /// <summary>How far from its border a lane's line may lie, metres.</summary>
    private const float LineMargin = 0.3f;
    private readonly Scene _scene;
    private readonly RenderCamera _camera;
    private readonly LensWarp _warp;
    private readonly int[] _pixels;
    private readonly PixelBox[] _visible;

    public TruthCollector(Scene scene, RenderCamera camera, LensWarp warp)
    {
        _scene = scene;
        _camera = camera;
        _warp = warp;
        _pixels = new int[scene.Traffic.Actors.Count + 1];
        _visible = new PixelBox[_pixels.Length];
    }

    /// <summary>Collects one frame.</summary>
    public FrameTruth Collect(int frame, long captureTimeNs, CameraPose pose, FrameRenderer renderer, ReadOnlySpan<ushort> identity)
    {
        CountPixels(identity);
        EgoCar ego = _scene.Traffic.Ego;
        Placement egoFrame = ego.Frame();
        PixelBox?[] whole = WholeBoxes(renderer.Geometry);
        List<ObjectTruth> objects = [];
        foreach (Actor actor in _scene.Traffic.Actors)
        {
            Vector3 relative = ToEgo(egoFrame, actor.Placement.Origin - egoFrame.Origin);
            bool matters = _pixels[actor.Id] > 0 || relative.Length() < HiddenRange;
            if (matters && whole[actor.Id] is { } box && box.Clipped(_warp.Width, _warp.Height).Area > 0)
            {
                objects.Add(Describe(actor, box, relative, egoFrame, pose, renderer.WholePixels[actor.Id]));
            }
        }

        Lane? lane = EgoLane(ego);
        (float left, float right) = lane is null ? default : (LineAt(lane.Value.Centre + (lane.Value.Width / 2), ego.S), LineAt(lane.Value.Centre - (lane.Value.Width / 2), ego.S));
        Actor? lead = lane is null ? null : _scene.Traffic.Actors
            .Where(actor => actor.Kind != ActorKind.Pedestrian && Math.Abs(actor.D - lane.Value.Centre) < lane.Value.Width / 2 && actor.S > ego.S + EgoCar.CentreAhead)
            .MinBy(actor => actor.S);
        Vector3 forward = egoFrame.Forward;
        return new FrameTruth
        {
            Frame = frame,
            CaptureTimeNs = captureTimeNs,
            EgoPosition = egoFrame.Origin,
            EgoAngles = new Vector3(MathF.Atan2(forward.Y, forward.X), MathF.Asin(forward.Z), MathF.Asin(Math.Clamp(egoFrame.Left.Z, -1f, 1f))),
            Body = new Vector2(ego.Pitch, ego.Roll),
            Speed = ego.Speed,
            Acceleration = ego.Acceleration,
            YawRate = ego.YawRate,
            Curvature = _scene.Layout.Path.CurvatureAt(ego.S),
            LaneOffset = lane is null ? null : ego.D - ((left + right) / 2),
            LaneWidth = lane is null ? null : left - right,
            LeadId = lead?.Id,
            Objects = objects,
            Lanes = [.. Lanes(ego, egoFrame, pose, lane)],
        };
    }

    private static Vector3 ToEgo(in Placement ego, Vector3 v) => new(Vector3.Dot(v, ego.Forward), Vector3.Dot(v, ego.Left), Vector3.Dot(v, ego.Up));

    private Lane? EgoLane(EgoCar ego)
    {
        if (!_scene.Layout.HasRoad)
        {
            return null;
        }

        return _scene.Layout.Lanes.Where(lane => lane.Direction > 0).MinBy(lane => Math.Abs(lane.Centre - ego.D));
    }

    /// <summary>Offset of the line that bounds a lane, of a double one the nearer; where it is interrupted, as in a junction, of the next one along the road.</summary>
    /// <param name="border">The lane's border, which a line lies on or beside.</param>
    /// <param name="s">Where along the road.</param>
    private float LineAt(float border, float s)
    {
        float found = border;
        float nearest = float.MaxValue;
        foreach (LaneMarking marking in _scene.Layout.Markings)
        {
            float at = Math.Min(Math.Max(s, marking.StartS), marking.EndS);
            float offset = marking.OffsetAt(at);
            if (!marking.IsCompanion && Math.Abs(offset - border) < LineMargin && Math.Abs(at - s) < nearest)
            {
                (found, nearest) = (offset, Math.Abs(at - s));
            }
        }

        return found;
    }

    private void CountPixels(ReadOnlySpan<ushort> identity)
    {
        Array.Clear(_pixels);
        Array.Fill(_visible, new PixelBox(float.MaxValue, float.MaxValue, float.MinValue, float.MinValue));
        for (int y = 0; y < _warp.Height; y++)
        {
            ReadOnlySpan<ushort> row = identity.Slice(y * _warp.Width, _warp.Width);
            int x = 0;
            while (x < row.Length)
            {
                int run = row[x..].IndexOfAnyExcept((ushort)0);
                if (run < 0)
                {
                    break;
                }

                x += run;
                int id = row[x];
                int start = x;
                while (x < row.Length && row[x] == id)
                {
                    x++;
                }

                _pixels[id] += x - start;
                PixelBox box = _visible[id];
                _visible[id] = new PixelBox(Math.Min(box.XMin, start), Math.Min(box.YMin, y), Math.Max(box.XMax, x), Math.Max(box.YMax, y + 1));
            }
        }
    }

    private PixelBox?[] WholeBoxes(FrameGeometry geometry)
    {
        PixelBox?[] boxes = new PixelBox?[_pixels.Length];
        for (int i = 0; i < geometry.Items.Count; i++)
        {
            int id = geometry.Items[i].Identity;
            if (id == 0)
            {
                continue;
            }

            PixelBox box = new(float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
            (int first, int count) = geometry.VerticesOf(i);
            ReadOnlySpan<Vector3> points = geometry.Projected.AsSpan(first, count);
            foreach (Vector3 point in points)
            {
                if (point.Z >= Near)
                {
                    box = Grow(box, point);
                }
            }

            int[] indices = geometry.Items[i].Mesh.Indices;
            for (int k = 0; k < indices.Length; k++)
            {
                Vector3 a = points[indices[k]];
                Vector3 b = points[indices[k % 3 == 2 ? k - 2 : k + 1]];
                if ((a.Z < Near) != (b.Z < Near))
                {
                    box = Grow(box, Vector3.Lerp(a, b, (Near - a.Z) / (b.Z - a.Z)));
                }
            }

            if (box.XMin <= box.XMax)
            {
                boxes[id] = box;
            }
        }

        return boxes;
    }

    private PixelBox Grow(PixelBox box, Vector3 projected)
    {
        // What the lens does not reach ends at its rim.
        _ = _warp.TryDistort(projected.X / projected.Z, projected.Y / projected.Z, out Vector2 at);
        return new PixelBox(Math.Min(box.XMin, at.X), Math.Min(box.YMin, at.Y), Math.Max(box.XMax, at.X), Math.Max(box.YMax, at.Y));
    }

    private ObjectTruth Describe(Actor actor, PixelBox box, Vector3 relative, in Placement ego, in CameraPose pose, int wholePixels)
    {
        Vector3 heading = ToEgo(ego, actor.Placement.Forward);
        Vector3 inCamera = pose.RotateToCamera(actor.Placement.Forward);
        int pixels = _pixels[actor.Id];
        float inside = box.Clipped(_warp.Width, _warp.Height).Area / Math.Max(1e-3f, box.Area);
        return new ObjectTruth
        {
            Id = actor.Id,
            Kind = actor.Kind,
            Visible = pixels > 0 ? _visible[actor.Id] : null,
            Whole = box,
            Pixels = pixels,
            Occlusion = wholePixels > 0 ? Math.Clamp(1f - ((float)pixels / wholePixels), 0f, 1f) : 1f,
            Truncation = Math.Clamp(1f - inside, 0f, 1f),
            EgoPosition = relative,
            EgoYaw = MathF.Atan2(heading.Y, heading.X),
            CameraPosition = pose.CameraFromWorld(actor.Placement.Origin),
            RotationY = MathF.Atan2(-inCamera.Z, inCamera.X),
            Size = new Vector3(actor.Model.Length, actor.Model.Width, actor.Model.Height),
            Velocity = ToEgo(ego, actor.Velocity),
            Acceleration = actor.Acceleration,
            Braking = actor.Acceleration < -0.9f && !actor.Parked,
        };
    }

    private IEnumerable<LaneTruth> Lanes(EgoCar ego, Placement egoFrame, CameraPose pose, Lane? lane)
    {
        foreach (LaneMarking marking in _scene.Layout.Markings)
        {
            float from = Math.Max(ego.S - 4f, marking.StartS);
            float to = Math.Min(ego.S + LaneReach, marking.EndS);
            bool own = marking.Offset > _scene.Layout.DrivableRight - OwnMargin && marking.Offset < _scene.Layout.DrivableLeft + OwnMargin;
            if (marking.IsCompanion || !own || to - from < LaneStep)
            {
                continue;
            }

            List<Vector3> points = [];
            List<Vector2> image = [];
            for (float s = from; s <= to; s += LaneStep)
            {
                Vector3 world = _scene.Layout.Path.Point(s, marking.OffsetAt(s));
                points.Add(ToEgo(egoFrame, world - egoFrame.Origin));
                Vector3 p = pose.CameraFromWorld(world);
                if (p.Z > Near && _warp.TryDistort((_camera.Fx * p.X / p.Z) + _camera.Cx, (_camera.Fy * p.Y / p.Z) + _camera.Cy, out Vector2 at)
                    && at.X >= 0 && at.Y >= 0 && at.X < _warp.Width && at.Y < _warp.Height)
                {
                    image.Add(at);
                }
            }

            yield return new LaneTruth(SideOf(marking, ego, lane), marking.Kind, marking.Colour == PaintColour.Yellow ? "yellow" : "white", points, image);
        }
    }

    private static string SideOf(LaneMarking marking, EgoCar ego, Lane? lane)
    {
        if (lane is null || ego.S < marking.StartS || ego.S > marking.EndS)
        {
            return "other";
        }

        float offset = marking.OffsetAt(ego.S) - lane.Value.Centre;
        float half = lane.Value.Width / 2;
        return Math.Abs(offset - half) < LaneAssociation ? "egoLeft"
            : Math.Abs(offset + half) < LaneAssociation ? "egoRight"
            : Math.Abs(offset - (3 * half)) < LaneAssociation ? "left"
            : Math.Abs(offset + (3 * half)) < LaneAssociation ? "right" : "other";
    }
}
