using System.Runtime.InteropServices;
using Simulation.Rendering;
using Simulation.Scenarios;
using Simulation.Traffic;
using Simulation.Truth;

namespace Simulation;

/// <summary>Makes the frames of a drive one after another: moves the traffic, draws, develops, collects the truth.</summary>
/// <remarks>Not thread safe. The same scenario and options give the same frames and truth, whatever the number of threads.</remarks>
public sealed class DriveRenderer
{
    private const float ReadoutTime = 0.008f;
    private readonly SimulationOptions _options;
    private readonly RenderCamera _camera;
    private readonly FrameRenderer _renderer;
    private readonly SurfaceShader _shader;
    private readonly GroundShader _ground;
    private readonly SceneLights _lights = new();
    private readonly ImageDeveloper _developer;
    private readonly RainStreaks _rain;
    private readonly TruthCollector _truth;
    private readonly byte[] _pinholePicture;
    private readonly PixelTruth[] _pixelTruth;
    private readonly ushort[] _identity;
    private int _steps;

    public DriveRenderer(Scenario scenario, SimulationOptions options)
    {
        options.Validate();
        _options = options;
        Scene = new Scene(scenario, options);
        Warp = new LensWarp(options.Width, options.Height, options.Width * Scene.Variation.FocalShare, options.Distortion == default ? Scene.Variation.Distortion : options.Distortion);
        Warp.RequireCorners();
        _camera = Warp.Pinhole with { ReadoutTime = ReadoutTime };
        _renderer = new FrameRenderer(_camera, Warp, Scene.Traffic.Actors.Count + 1, options.Threads);
        SeededRandom random = new SeededRandom(options.Seed).Fork("camera");
        _ground = new GroundShader(Scene.Layout, Scene.Noise, Scene.Atmosphere, random.Fork("asphalt"));
        _shader = new SurfaceShader(Scene.Atmosphere, Scene.Sky, Scene.Noise, _ground, _renderer.Shadows, _lights, _camera);
        _developer = new ImageDeveloper(_camera, Scene.Atmosphere, random.Fork("sensor"), _renderer.Parallelism);
        _rain = new RainStreaks(Scene.Atmosphere, random.Fork("rain"));
        _truth = new TruthCollector(Scene, _camera, Warp);
        _pinholePicture = new byte[_camera.Width * _camera.Height * 3];
        _pixelTruth = Warp.IsIdentity ? _renderer.Truth : new PixelTruth[options.Width * options.Height];
        _identity = Warp.IsIdentity ? _renderer.Identity : new ushort[options.Width * options.Height];
        Picture = Warp.IsIdentity ? _pinholePicture : new byte[options.Width * options.Height * 3];
    }

    public Scene Scene { get; }

    public LensWarp Warp { get; }

    /// <summary>The last frame, 8-bit BGR, rows without padding; overwritten by the next.</summary>
    public byte[] Picture { get; }

    /// <summary>What each pixel of the last frame is; overwritten by the next.</summary>
    public ReadOnlySpan<byte> PixelTruth => MemoryMarshal.AsBytes<PixelTruth>(_pixelTruth);

    /// <summary>The road user of each pixel of the last frame, 0 for none; overwritten by the next.</summary>
    public ReadOnlySpan<ushort> Identity => _identity;

    /// <summary>Draws a frame; frames must be asked for in order.</summary>
    public FrameTruth Next(int frame)
    {
        double time = frame / _options.FrameRate;
        while (_steps < frame * _options.StepsPerFrame)
        {
            Scene.Traffic.Step();
            _steps++;
        }

        EgoCar ego = Scene.Traffic.Ego;
        CameraPose pose = Scene.Mount.Pose(ego);
        _ground.Begin(ego.S - 10f, ego.S + 720f);
        _shader.Begin(pose, ego.Speed * Scene.Atmosphere.ExposureTime);
        Scene.Compose(pose, _renderer, _lights);
        _renderer.Render(pose, _shader, Scene.Atmosphere.ExposureTime);
        _rain.Add(_renderer.Light, frame);
        _developer.Develop(_renderer.Light, Scene.Atmosphere.Exposure, frame, _pinholePicture);
        if (!Warp.IsIdentity)
        {
            Warp.Warp(_pinholePicture, Picture, _renderer.Parallelism);
            Warp.Warp(_renderer.Truth, _pixelTruth, _renderer.Parallelism);
            Warp.Warp(_renderer.Identity, _identity, _renderer.Parallelism);
        }

        return _truth.Collect(frame, (long)Math.Round(time * 1e9), pose, _renderer, _identity);
    }
}
