using System.Numerics;

namespace Simulation.Rendering;

/// <summary>The lens's distortion (Brown–Conrady k1, k2): takes the pinhole's picture and truth to the camera's. Immutable and thread safe.</summary>
public sealed class LensWarp
{
    private const float Margin = 0.16f;
    private readonly float _fx;
    private readonly float _fy;
    private readonly float _cx;
    private readonly float _cy;
    private readonly float _k1;
    private readonly float _k2;
    private readonly float _reachSquared;
    private readonly Vector2[] _sources = [];
    private readonly int[] _uses = [];

    /// <param name="width">Of the camera's image, pixels.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="focal">Focal length, pixels.</param>
    /// <param name="distortion">k1 and k2.</param>
    public LensWarp(int width, int height, float focal, (float K1, float K2) distortion)
    {
        Width = width;
        Height = height;
        _fx = focal;
        _fy = focal;
        _cx = width / 2f;
        _cy = height / 2f;
        (_k1, _k2) = distortion;
        _reachSquared = ReachSquared(_k1, _k2);
        IsIdentity = _k1 == 0 && _k2 == 0;
        int padX = IsIdentity ? 0 : (int)(width * Margin);
        int padY = IsIdentity ? 0 : (int)(height * Margin);
        Pinhole = new RenderCamera
        {
            Width = width + (2 * padX),
            Height = height + (2 * padY),
            Fx = _fx,
            Fy = _fy,
            Cx = _cx + padX,
            Cy = _cy + padY,
        };
        if (!IsIdentity)
        {
            _sources = new Vector2[width * height];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    _sources[(y * width) + x] = Undistort(x + 0.5f, y + 0.5f) + new Vector2(padX, padY);
                }
            }

            _uses = new int[Pinhole.Width * Pinhole.Height];
            for (int i = 0; i < _sources.Length; i++)
            {
                _uses[SourceOf(i)]++;
            }
        }
    }

    public (float K1, float K2) Distortion => (_k1, _k2);

    public int Width { get; }

    public int Height { get; }

    /// <summary>No distortion: picture and truth stay as they are.</summary>
    public bool IsIdentity { get; }

    /// <summary>The pinhole to draw through.</summary>
    public RenderCamera Pinhole { get; }

    /// <summary>How often the camera's truth takes each pixel of the pinhole's, those of the margin that it does not show never; empty without distortion, where it takes each once.</summary>
    public ReadOnlySpan<int> Uses => _uses;

    /// <summary>From the pinhole's picture (with its margin) to the camera's.</summary>
    /// <param name="x">Pixels of the pinhole's picture; may lie outside it.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="distorted">Pixels of the camera's; beyond the lens's reach the point of its rim on the same side.</param>
    /// <returns>False beyond the lens's reach, from where the distortion's polynomial would lead back towards the middle.</returns>
    public bool TryDistort(float x, float y, out Vector2 distorted)
    {
        if (IsIdentity)
        {
            distorted = new Vector2(x, y);
            return true;
        }

        float u = (x - Pinhole.Cx) / _fx;
        float v = (y - Pinhole.Cy) / _fy;
        float r2 = (u * u) + (v * v);
        bool isInReach = r2 <= _reachSquared;
        if (!isInReach)
        {
            float share = MathF.Sqrt(_reachSquared / r2);
            u *= share;
            v *= share;
            r2 = _reachSquared;
        }

        float scale = 1f + (_k1 * r2) + (_k2 * r2 * r2);
        distorted = new Vector2((_fx * u * scale) + _cx, (_fy * v * scale) + _cy);
        return isInReach;
    }

    /// <exception cref="SimulationException">The image's corners lie beyond the lens's reach, or show what lies beyond the margin that is drawn.</exception>
    public void RequireCorners()
    {
        Vector2 source = Undistort(0, 0) + new Vector2(Pinhole.Cx - _cx, Pinhole.Cy - _cy);
        if (!(TryDistort(source.X, source.Y, out Vector2 corner) && corner.Length() < 0.5f && source.X >= 0 && source.Y >= 0))
        {
            throw new SimulationException(FormattableString.Invariant(
                $"--distortion: expected a lens whose image shows at its corners what lies within the lens's reach and at most {Margin:P0} of the width and height beyond the undistorted image, found {_k1},{_k2}."));
        }
    }

    /// <summary>Takes the pinhole's picture to the camera's, bilinear.</summary>
    public void Warp(byte[] pinhole, byte[] camera, ParallelOptions parallel)
    {
        int stride = Pinhole.Width * 3;
        Parallel.For(0, Height, parallel, y =>
        {
            for (int x = 0; x < Width; x++)
            {
                Vector2 at = Clamp(_sources[(y * Width) + x] - new Vector2(0.5f));
                int ix = (int)at.X;
                int iy = (int)at.Y;
                float fx = at.X - ix;
                float fy = at.Y - iy;
                int i = (iy * stride) + (ix * 3);
                for (int channel = 0; channel < 3; channel++)
                {
                    float top = pinhole[i + channel] + (fx * (pinhole[i + 3 + channel] - pinhole[i + channel]));
                    float bottom = pinhole[i + stride + channel] + (fx * (pinhole[i + stride + 3 + channel] - pinhole[i + stride + channel]));
                    camera[(((y * Width) + x) * 3) + channel] = (byte)(top + (fy * (bottom - top)) + 0.5f);
                }
            }
        });
    }

    /// <summary>Takes a per-pixel truth to the camera's image, nearest.</summary>
    public void Warp<T>(T[] pinhole, T[] camera, ParallelOptions parallel) =>
        Parallel.For(0, Height, parallel, y =>
        {
            for (int x = 0; x < Width; x++)
            {
                int pixel = (y * Width) + x;
                camera[pixel] = pinhole[SourceOf(pixel)];
            }
        });

    /// <summary>The pinhole's pixel that the truth of one of the camera's is taken from.</summary>
    private int SourceOf(int pixel)
    {
        Vector2 at = Clamp(_sources[pixel]);
        return ((int)at.Y * Pinhole.Width) + (int)at.X;
    }

    private Vector2 Clamp(Vector2 at) => Vector2.Clamp(at, Vector2.Zero, new Vector2(Pinhole.Width - 2, Pinhole.Height - 2));

    /// <summary>Up to where r + k1 r³ + k2 r⁵ rises: the least r² at which its derivative 1 + 3 k1 r² + 5 k2 r⁴ is 0; infinite where it never is.</summary>
    private static float ReachSquared(double k1, double k2)
    {
        double discriminant = (9 * k1 * k1) - (20 * k2);
        double inverse = discriminant < 0 ? 0 : (Math.Sqrt(discriminant) - (3 * k1)) / 2;
        return inverse > 0 ? (float)(1 / inverse) : float.PositiveInfinity;
    }

    private Vector2 Undistort(float x, float y)
    {
        float du = (x - _cx) / _fx;
        float dv = (y - _cy) / _fy;
        float u = du;
        float v = dv;
        for (int i = 0; i < 12; i++)
        {
            float r2 = (u * u) + (v * v);
            float scale = 1f + (_k1 * r2) + (_k2 * r2 * r2);
            u = du / scale;
            v = dv / scale;
        }

        return new Vector2((u * _fx) + _cx, (v * _fy) + _cy);
    }
}
