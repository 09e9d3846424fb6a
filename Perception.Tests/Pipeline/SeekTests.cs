using Evaluation.Drives;
using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Recording;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

/// <summary>A drive that is sought in while it is played: nothing is remembered across the seek, and no score is made of it.</summary>
public sealed class SeekTests : IDisposable
{
    private const int Frames = 40;
    private readonly TemporaryFolder _folder = new();
    private readonly PlaybackControl _playback = new();
    private readonly TruthScoreSink _score;

    public SeekTests()
    {
        IEnumerable<string> frames = Enumerable.Range(0, Frames).Select(i => "{\"objects\":[],\"lanes\":[],\"ego\":{\"yaw\":0,\"grade\":0,\"bank\":0,\"bodyPitch\":0,\"bodyRoll\":0},\"frame\":" + i + "}");
        string truth = _folder.Write(DriveTruth.FileName, "{\"schema\":1,\"frames\":[" + string.Join(',', frames) + "]}");
        _score = new TruthScoreSink(DriveTruth.Read(truth), _playback);
    }

    public void Dispose()
    {
        _score.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seek_BackInAScoredDrive_StartsAnewAndWithholdsTheScore(bool isFirstFrameLost)
    {
        long last = -1;
        bool isLost = false;
        List<WorldMessage> worlds = await PlayAsync(atFrame: 20, () => _playback.Seek(TimeSpan.FromSeconds(-0.5)), (stage, job) =>
        {
            if (stage == PipelineStage.Letterbox && job.FrameId < last && isFirstFrameLost && !isLost)
            {
                isLost = true;
                throw new InvalidOperationException("the first frame after the seek");
            }

            last = stage == PipelineStage.Letterbox ? job.FrameId : last;
        });

        Assert.Equal(isFirstFrameLost, isLost);
        Assert.True(_playback.HasSought);
        Assert.Null(_score.Score());
        Assert.Equal("the drive was sought in, so that its frames did not follow one another; play it through to have it scored", _score.Absence);
        int back = worlds.FindIndex(1, world => world.FrameId <= 20 && worlds[worlds.IndexOf(world) - 1].FrameId >= world.FrameId);
        Assert.True(back > 0);
        Assert.NotEmpty(worlds[back - 1].Tracks);
        Assert.NotEmpty(worlds[^1].Tracks);
        Assert.Empty(worlds[back - 1].Tracks.Select(track => track.TrackId).Intersect(worlds[^1].Tracks.Select(track => track.TrackId)));
    }

    [Fact]
    public async Task PauseAndStep_InAScoredDrive_KeepTheScore()
    {
        List<WorldMessage> worlds = await PlayAsync(atFrame: 10, () =>
        {
            _playback.Step();
            _playback.Step();
            _playback.TogglePause();
        });

        Assert.Equal(Enumerable.Range(0, Frames).Select(i => (long)i), worlds.Select(world => world.FrameId));
        Assert.Null(_score.Absence);
        Assert.Equal(Frames, _score.Score()!.Frames);
    }

    private async Task<List<WorldMessage>> PlayAsync(long atFrame, Action press, Action<PipelineStage, FrameJob>? beforeWork = null)
    {
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), Frames), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using Presser presser = new(atFrame, press);
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [_score, presser], new PipelineOptions { FramesInFlight = 1, Playback = _playback, BeforeWork = beforeWork }, TimeProvider.System);
        await pipeline.RunAsync(TestContext.Current.CancellationToken);
        return presser.Worlds;
    }

    /// <summary>Keeps every message; presses once, when a frame was published.</summary>
    private sealed class Presser(long atFrame, Action press) : IWorldSink
    {
        private bool _hasPressed;

        public List<WorldMessage> Worlds { get; } = [];

        public bool Write(WorldMessage message, Mat image)
        {
            Worlds.Add(MessagePack.MessagePackSerializer.Deserialize<WorldMessage>(MessagePack.MessagePackSerializer.Serialize(message)));
            if (message.FrameId == atFrame && !_hasPressed)
            {
                _hasPressed = true;
                press();
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
