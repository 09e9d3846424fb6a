using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Draws one frame: geometry, shadows, visible surfaces, then light.</summary>
/// <remarks>Not thread safe; works in parallel inside. The result does not depend on how many threads do.</remarks>
internal sealed class FrameRenderer
{
    private readonly RenderCamera _camera;
    private readonly ParallelOptions _parallel;
    private readonly System.Collections.Concurrent.ConcurrentBag<BandBuffer> _buffers = [];
    private readonly int _identities;

    public FrameRenderer(RenderCamera camera, int identities, int threads)
    {
        _camera = camera;
        _identities = identities;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Geometry = new FrameGeometry(camera);
        Light = new Vector4[camera.Width * camera.Height];
        Truth = new PixelTruth[camera.Width * camera.Height];
        Identity = new ushort[camera.Width * camera.Height];
        WholePixels = new int[identities];
    }

    public FrameGeometry Geometry { get; }

    public ShadowMap Shadows { get; } = new();

    public ParallelOptions Parallelism => _parallel;

    /// <summary>Linear RGB radiance of each pixel; W is the image motion while the shutter is open, pixels, with its direction in 1/8 turns.</summary>
    public Vector4[] Light { get; }

    public PixelTruth[] Truth { get; }

    public ushort[] Identity { get; }

    /// <summary>Pixels that each identity would cover with nothing before it.</summary>
    public int[] WholePixels { get; }

    public void Render(CameraPose pose, SurfaceShader shader)
    {
        Geometry.Build(pose, _parallel);
        Array.Clear(WholePixels);
        Parallel.For(0, Geometry.BandCount, _parallel, band =>
        {
            if (!_buffers.TryTake(out BandBuffer? buffer))
            {
                buffer = new BandBuffer(_camera.Width, _identities);
            }

            Rasterizer.Draw(Geometry, band, _camera.Height, buffer);
            ShadeBand(band, buffer, pose, shader);
            for (int i = 1; i < _identities; i++)
            {
                if (buffer.WholePixels[i] > 0)
                {
                    Interlocked.Add(ref WholePixels[i], buffer.WholePixels[i]);
                }
            }

            _buffers.Add(buffer);
        });
    }

    private void ShadeBand(int band, BandBuffer buffer, in CameraPose pose, SurfaceShader shader)
    {
        int top = band * FrameGeometry.BandRows;
        int bottom = Math.Min(top + FrameGeometry.BandRows, _camera.Height);
        for (int y = top; y < bottom; y++)
        {
            float py = y + 0.5f;
            Vector3 rowDirection = pose.Forward + (pose.Down * ((py - _camera.Cy) / _camera.Fy));
            for (int x = 0; x < _camera.Width; x++)
            {
                int pixel = (y * _camera.Width) + x;
                int triangle = buffer.Triangle[((y - top) * _camera.Width) + x];
                float px = x + 0.5f;
                if (triangle < 0)
                {
                    Vector3 direction = Vector3.Normalize(rowDirection + (pose.Right * ((px - _camera.Cx) / _camera.Fx)));
                    Light[pixel] = new Vector4(shader.Background(direction), 0);
                    Truth[pixel] = PixelTruth.None;
                    Identity[pixel] = 0;
                    continue;
                }

                Vector3 colour = shader.Shade(Geometry, triangle, px, py, out PixelTruth truth);
                Light[pixel] = new Vector4(colour, 0);
                Truth[pixel] = truth;
                Identity[pixel] = (ushort)Geometry.ItemIdentities[Geometry.Triangles[triangle].Item];
            }
        }
    }
}
