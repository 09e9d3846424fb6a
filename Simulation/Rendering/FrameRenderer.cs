namespace Simulation.Rendering;

/// <summary>Draws one frame: geometry, shadows, visible surfaces, then light.</summary>
/// <remarks>Not thread safe; works in parallel inside. The result does not depend on how many threads do.</remarks>
internal sealed class FrameRenderer
{
    private readonly RenderCamera _camera;
    private readonly LensWarp _lens;
    private readonly ParallelOptions _parallel;
    private readonly System.Collections.Concurrent.ConcurrentBag<BandBuffer> _buffers = [];
    private readonly int _identities;

    public FrameRenderer(RenderCamera camera, LensWarp lens, int identities, int threads)
    {
        _camera = camera;
        _lens = lens;
        _identities = identities;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Geometry = new FrameGeometry(camera);
        Light = new LightImage(camera.Width, camera.Height);
        Truth = new PixelTruth[camera.Width * camera.Height];
        Identity = new ushort[camera.Width * camera.Height];
        WholePixels = new int[identities];
        Blur = new MotionBlur(camera, Geometry.BandCount);
    }

    public FrameGeometry Geometry { get; }

    public ShadowMap Shadows { get; } = new();

    public ParallelOptions Parallelism => _parallel;

    public LightImage Light { get; }

    /// <summary>Takes what moves while the shutter is open.</summary>
    public MotionBlur Blur { get; }

    public PixelTruth[] Truth { get; }

    public ushort[] Identity { get; }

    /// <summary>Pixels of the camera's image, behind the lens, that each identity would cover with nothing before it.</summary>
    public int[] WholePixels { get; }

    public void Render(CameraPose pose, SurfaceShader shader, float exposureTime)
    {
        Geometry.Build(pose, _parallel);
        Array.Clear(WholePixels);
        Blur.Begin(pose, exposureTime);
        Parallel.For(0, Geometry.BandCount, _parallel, band =>
        {
            if (!_buffers.TryTake(out BandBuffer? buffer))
            {
                buffer = new BandBuffer(_camera, _identities);
            }

            Rasterizer.Draw(Geometry, band, _camera.Height, _lens.Uses, buffer);
            BandShader.Shade(this, band, buffer, pose, shader);
            for (int i = 1; i < _identities; i++)
            {
                if (buffer.WholePixels[i] > 0)
                {
                    Interlocked.Add(ref WholePixels[i], buffer.WholePixels[i]);
                }
            }

            _buffers.Add(buffer);
        });
        Blur.Apply(Light, _parallel);
    }
}
