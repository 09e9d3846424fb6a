using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Smears what moves across the image while the shutter is open: everything but ground and sky, run by run along its own motion.</summary>
/// <remarks>
/// The ground's paint and grain are filtered over their motion where they are shaded. Runs are added band by band, by one thread a
/// band, and applied when all bands are drawn; the result does not depend on how many threads do.
/// </remarks>
internal sealed class MotionBlur
{
    private const float Shortest = 1.2f;
    private const float Longest = 60f;
    private const float SampleDistance = 1.5f;
    private const int MostSamples = 15;
    private readonly RenderCamera _camera;
    private readonly List<Run>[] _runs;
    private readonly float[][] _results;
    private CameraPose _pose;
    private Vector3 _spin;
    private float _time;

    public MotionBlur(RenderCamera camera, int bands)
    {
        _camera = camera;
        _runs = new List<Run>[bands];
        _results = new float[bands][];
        for (int band = 0; band < bands; band++)
        {
            _runs[band] = [];
            _results[band] = [];
        }
    }

    /// <param name="pose">The camera's.</param>
    /// <param name="exposureTime">Seconds.</param>
    public void Begin(in CameraPose pose, float exposureTime)
    {
        _pose = pose;
        _spin = pose.RotateToCamera(pose.AngularVelocity);
        _time = exposureTime;
        foreach (List<Run> runs in _runs)
        {
            runs.Clear();
        }
    }

    /// <summary>Adds neighbouring pixels of one surface where they move far enough to show.</summary>
    /// <param name="band">The band of rows that they lie in.</param>
    /// <param name="x">The first.</param>
    /// <param name="y">Their row.</param>
    /// <param name="count">How many.</param>
    /// <param name="depth">Of the middle one, metres.</param>
    /// <param name="velocity">Of the surface, world frame, m/s.</param>
    public void Add(int band, int x, int y, int count, float depth, Vector3 velocity)
    {
        Vector3 p = new(((x + (0.5f * count)) - _camera.Cx) / _camera.Fx * depth, ((y + 0.5f) - _camera.Cy) / _camera.Fy * depth, depth);
        Vector3 v = (_pose.RotateToCamera(velocity - _pose.Velocity) - Vector3.Cross(_spin, p)) * _time;
        float dx = _camera.Fx * (v.X - (v.Z * p.X / depth)) / depth;
        float dy = _camera.Fy * (v.Y - (v.Z * p.Y / depth)) / depth;
        float length = MathF.Sqrt((dx * dx) + (dy * dy));
        if (length < Shortest || !float.IsFinite(length))
        {
            return;
        }

        float limit = Math.Min(1f, Longest / length);
        _runs[band].Add(new Run(x, y, count, dx * limit, dy * limit));
    }

    /// <summary>Smears the picture.</summary>
    public void Apply(LightImage light, ParallelOptions parallel)
    {
        Parallel.For(0, _runs.Length, parallel, band => Smear(light, band));
        Parallel.For(0, _runs.Length, parallel, band => Write(light, band));
    }

    private void Smear(LightImage light, int band)
    {
        int pixels = 0;
        foreach (Run run in _runs[band])
        {
            pixels += run.Count;
        }

        int room = (3 * pixels) + EightWide.Width;
        if (_results[band].Length < room)
        {
            _results[band] = new float[room * 3 / 2];
        }

        int at = 0;
        foreach (Run run in _runs[band])
        {
            foreach (float[] plane in (ReadOnlySpan<float[]>)[light.Red, light.Green, light.Blue])
            {
                Smear(plane, light, run, _results[band], at);
                at += run.Count;
            }
        }
    }

    private static void Smear(float[] plane, LightImage light, Run run, float[] results, int at)
    {
        float length = MathF.Sqrt((run.Dx * run.Dx) + (run.Dy * run.Dy));
        int samples = Math.Clamp((int)(length / SampleDistance) + 1, 2, MostSamples);
        float share = 1f / samples;
        for (int i = 0; i < run.Count; i += EightWide.Width)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int k = 0; k < samples; k++)
            {
                float t = ((k + 0.5f) * share) - 0.5f;
                int y = Math.Clamp(run.Y + (int)MathF.Round(run.Dy * t), 0, light.Height - 1);
                int x = run.X + i + (int)MathF.Round(run.Dx * t);
                sum += Row(plane, y * light.Width, light.Width, x);
            }

            EightWide.Store(sum * share, results, at + i);
        }
    }

    /// <summary>Eight pixels of a row from a column on, which may lie outside; there the row's end pixels go on.</summary>
    private static Vector256<float> Row(float[] plane, int row, int width, int x)
    {
        if (x >= 0 && x + EightWide.Width <= width)
        {
            return EightWide.Load(plane, row + x);
        }

        Vector256<float> columns = EightWide.Iota + EightWide.Of(x);
        columns = EightWide.Min(EightWide.Max(columns, Vector256<float>.Zero), EightWide.Of(width - 1));
        return EightWide.Gather(plane, EightWide.ToInt(columns) + Vector256.Create(row));
    }

    private void Write(LightImage light, int band)
    {
        int at = 0;
        foreach (Run run in _runs[band])
        {
            int pixel = (run.Y * light.Width) + run.X;
            foreach (float[] plane in (ReadOnlySpan<float[]>)[light.Red, light.Green, light.Blue])
            {
                _results[band].AsSpan(at, run.Count).CopyTo(plane.AsSpan(pixel));
                at += run.Count;
            }
        }
    }

    /// <summary>Pixels that move alike.</summary>
    private readonly record struct Run(int X, int Y, int Count, float Dx, float Dy);
}
