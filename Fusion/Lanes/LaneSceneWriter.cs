using Sensors.Calibration;
using Sensors.Frames;

namespace Fusion.Lanes;

/// <summary>Writes the road and its lines, as the filter has them, into the scene that is published.</summary>
internal sealed class LaneSceneWriter(LaneGeometry geometry, RoadFilter filter, LaneTrack[] tracks, LaneIdentity identity)
{
    /// <summary>Steps in which a line's entry into the image is looked for.</summary>
    private const int EntrySteps = 64;

    /// <summary>A line's own part of the filter's state: heading, curvature, lateral position, own angle.</summary>
    private const int Parts = 4;

    /// <summary>Derivatives of C0, C1 and C2 by these.</summary>
    private readonly double[] _gradients =
    [
        -geometry.MountX, geometry.MountX * geometry.MountX / 2, 1, -geometry.MountX,
        1, -geometry.MountX, 0, 1,
        0, 0.5, 0, 0,
    ];

    public void Write(LaneScene scene, long nowNs)
    {
        foreach (LaneLine line in scene.Lines)
        {
            int slot = identity[line.Position];
            line.IsPresent = slot >= 0;
            line.PointCount = 0;
            line.IsMetric = false;
            if (line.IsPresent)
            {
                WriteLine(line, slot, nowNs);
            }
        }

        WriteEgoLane(scene);
    }

    private void WriteLine(LaneLine line, int slot, long nowNs)
    {
        LaneTrack track = tracks[slot];
        line.Quality = (float)track.Quality;
        line.Age = Nanoseconds.ToTimeSpan(nowNs - track.BornNs);
        line.SinceSeen = Nanoseconds.ToTimeSpan(nowNs - track.SeenNs);
        WritePoints(line, slot, track);
        line.IsPresent = line.PointCount >= 2;
        if (!line.IsPresent || !geometry.IsMetric)
        {
            return;
        }

        // From distance ahead of the camera to ego X: d = X − MountX.
        double direction = filter.Heading + filter.Angle(slot);
        double x = geometry.MountX;
        line.IsMetric = true;
        line.C0 = geometry.MountY + filter.Lateral(slot) - (direction * x) + (filter.Curvature * x * x / 2);
        line.C1 = direction - (filter.Curvature * x);
        line.C2 = filter.Curvature / 2;
        line.C3 = 0;
        line.SigmaC0 = Math.Sqrt(Covariance(slot, 0, slot, 0));
        line.SigmaC1 = Math.Sqrt(Covariance(slot, 1, slot, 1));
        line.SigmaC2 = Math.Sqrt(Covariance(slot, 2, slot, 2));
        line.CovarianceC0C1 = Covariance(slot, 0, slot, 1);
        line.CovarianceC0C2 = Covariance(slot, 0, slot, 2);
        line.CovarianceC1C2 = Covariance(slot, 1, slot, 2);
        line.ViewNear = x + track.Near;
        line.ViewFar = x + track.Far;
    }

    private void WritePoints(LaneLine line, int slot, LaneTrack track)
    {
        if (!geometry.TryDirection(new Pixel(geometry.ImageWidth / 2.0, geometry.ImageHeight), out _, out double bottom))
        {
            return;
        }

        double far = filter.QAt(track.Far);
        double near = bottom;
        for (int i = 0; i < EntrySteps; i++)
        {
            near = bottom + ((far - bottom) * i / EntrySteps);
            if (TryPixel(slot, near, out _))
            {
                break;
            }
        }

        Span<Pixel> points = line.PointBuffer;
        for (int i = 0; i < LaneLine.MaxPoints; i++)
        {
            double q = near + ((far - near) * i / (LaneLine.MaxPoints - 1));
            if (TryPixel(slot, q, out Pixel pixel))
            {
                points[line.PointCount++] = pixel;
            }
        }

        if (line.PointCount >= 2 && filter.TrySlope(near, out double slope))
        {
            // The filter's deviation is along the image's row: a flat line's is less across it.
            double alongRow = Math.Sqrt(filter.VarianceP(slot, near, slope)) * geometry.FocalPx;
            line.SigmaPx = (float)(alongRow * Steepness(points[0], points[1]));
        }
    }

    /// <summary>Sine of the angle at which the way between two pixels crosses the image's rows.</summary>
    private static double Steepness(Pixel near, Pixel next)
    {
        double along = next.X - near.X;
        double up = next.Y - near.Y;
        double length = Math.Sqrt((along * along) + (up * up));
        return length > 0 ? Math.Abs(up) / length : 1;
    }

    /// <returns>False outside the image or beyond the road's range.</returns>
    private bool TryPixel(int slot, double q, out Pixel pixel)
    {
        if (!filter.TrySlope(q, out double slope) || !geometry.TryPixel(filter.P(slot, slope), q, out pixel))
        {
            pixel = default;
            return false;
        }

        return pixel.X >= 0 && pixel.X <= geometry.ImageWidth && pixel.Y >= 0 && pixel.Y <= geometry.ImageHeight;
    }

    private void WriteEgoLane(LaneScene scene)
    {
        LaneLine left = scene[LanePosition.EgoLeft];
        LaneLine right = scene[LanePosition.EgoRight];
        scene.HasEgoLane = left.IsPresent && right.IsPresent && left.IsMetric && right.IsMetric;
        if (!scene.HasEgoLane)
        {
            return;
        }

        int a = identity[LanePosition.EgoLeft];
        int b = identity[LanePosition.EgoRight];
        double direction = Math.Atan((left.C1 + right.C1) / 2);
        scene.Heading = -direction;
        scene.LateralOffset = -(left.C0 + right.C0) / 2 * Math.Cos(direction);
        scene.LaneWidth = (left.C0 - right.C0) * Math.Cos(direction);
        scene.LateralOffsetSigma = Math.Sqrt(Covariance(a, 0, a, 0) + Covariance(b, 0, b, 0) + (2 * Covariance(a, 0, b, 0))) / 2;
        scene.HeadingSigma = Math.Sqrt(Covariance(a, 1, a, 1) + Covariance(b, 1, b, 1) + (2 * Covariance(a, 1, b, 1))) / 2;
        scene.LaneWidthSigma = Math.Sqrt(Covariance(a, 0, a, 0) + Covariance(b, 0, b, 0) - (2 * Covariance(a, 0, b, 0)));
    }

    /// <summary>Covariance of a coefficient of one line, C0 to C2 by its order, and one of another.</summary>
    private double Covariance(int a, int orderA, int b, int orderB)
    {
        ReadOnlySpan<double> gradientA = _gradients.AsSpan(Parts * orderA, Parts);
        ReadOnlySpan<double> gradientB = _gradients.AsSpan(Parts * orderB, Parts);
        ReadOnlySpan<int> indexA = [0, 2, RoadFilter.LateralIndex(a), RoadFilter.LateralIndex(a) + 1];
        ReadOnlySpan<int> indexB = [0, 2, RoadFilter.LateralIndex(b), RoadFilter.LateralIndex(b) + 1];
        double covariance = 0;
        for (int i = 0; i < Parts; i++)
        {
            for (int j = 0; j < Parts; j++)
            {
                covariance += gradientA[i] * gradientB[j] * filter.Covariance(indexA[i], indexB[j]);
            }
        }

        return covariance;
    }
}
