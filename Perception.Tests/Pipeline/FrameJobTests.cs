using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Shared;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

public sealed class FrameJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enter_JobNeverEnds_PoolThatTracksHoldersNamesTheStagesThatHadTheImage()
    {
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames: 1), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).DefaultFor(NetworkTask.Objects), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using FrameJob job = new(networks, source.Description, new DecodeStage(networks), maxDetections: 10);
        FramePool frames = new(capacity: 1, tracksHolders: true);
        Assert.True(frames.TryRent(out FrameLease? lease, nameof(PipelineStage.Capture)));
        job.Begin(lease!, sequence: 0);
        job.Enter(PipelineStage.Letterbox, timestamp: 1);
        job.Enter(PipelineStage.Decode, timestamp: 2);

        InvalidOperationException leak = Assert.Throws<InvalidOperationException>(frames.Dispose);

        Assert.Contains("rented by Capture", leak.Message, StringComparison.Ordinal);
        Assert.Contains("passed to Letterbox", leak.Message, StringComparison.Ordinal);
        Assert.EndsWith("passed to Decode", leak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TakeMotion_CountedFromAnotherFrame_IsUnknown()
    {
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames: 1), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).DefaultFor(NetworkTask.Objects), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using FrameJob job = new(networks, source.Description, new DecodeStage(networks), maxDetections: 10, measuresMotion: true)
        {
            ImageMotion = new ImageMotionEstimate(ImageMotion.Shift(3, 1), Corners: 80, Followed: 70, Agreeing: 60),
            MotionSince = 4,
        };

        Assert.Equal((ImageMotion.Shift(3, 1), false), (job.TakeMotion(since: 4), job.IsMotionUnknown));
        Assert.Equal((null, true), (job.TakeMotion(since: 3), job.IsMotionUnknown));
        Assert.Equal((null, false), (job.TakeMotion(since: null), job.IsMotionUnknown));
    }

    [Fact]
    public async Task EndRun_WhileTheNextFrameBegins_FailsNoLaterFrame()
    {
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames: 1), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).DefaultFor(NetworkTask.Objects), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using FrameJob job = new(networks, source.Description, new DecodeStage(networks), maxDetections: 10);
        using FramePool frames = new(capacity: 1);
        Assert.True(frames.TryRent(out FrameLease? lease, nameof(PipelineStage.Capture)));
        using Barrier both = new(2);
        const int Rounds = 3000;
        Task ending = Task.Run(
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    both.SignalAndWait(CancellationToken.None);
                    job.EndRun(slot: 0, endsShared: false);
                    both.SignalAndWait(CancellationToken.None);
                }
            },
            CancellationToken.None);
        int ended = 0;
        for (int i = 0; i < Rounds; i++)
        {
            both.SignalAndWait(CancellationToken.None);
            job.Begin(lease!, sequence: 0);
            both.SignalAndWait(CancellationToken.None);
            job.Begin(lease!, sequence: 1);
            ended += job.Bindings[0].RunOptions.Terminate ? 1 : 0;
        }

        await ending;
        Assert.Equal(0, ended);
    }
}
