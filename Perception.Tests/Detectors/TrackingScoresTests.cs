using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Detectors;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Shared;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Tests.Detectors;

public sealed class TrackingScoresTests
{
    private static readonly ResolvedNetwork Shipped = ModelCatalogue.Load([]).Resolve("tritask_288x512");

    [Theory]
    [InlineData(0.6f, 0.6f, 0.5)]
    [InlineData(0.6f, 0.5f, 0.4)]
    [InlineData(0.3f, 0.3f, 0.5)]
    [InlineData(0.6f, 0f, 0)]
    [InlineData(0.6f, 1f, 1)]
    public void Apply_NamedClass_MovesItsLogOdds(float middle, float score, double expected)
    {
        Detection[] detections = [new(ObjectClass.Car, score, new Box(1, 2, 3, 4)), new(ObjectClass.Pedestrian, score, new Box(5, 6, 7, 8))];

        new TrackingScores(WithScore(ObjectClass.Car, middle)).Apply(detections);

        Assert.Equal(expected, detections[0].Score, 1e-6);
        Assert.Equal(new Box(1, 2, 3, 4), detections[0].Box);
        Assert.Equal(new Detection(ObjectClass.Pedestrian, score, new Box(5, 6, 7, 8)), detections[1]);
    }

    [Fact]
    public void Process_ManifestWithTrackingScore_GivesTheTrackerThoseScores()
    {
        using IFrameSource source = DriveOpener.Open(Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in"), new DriveOpenOptions());
        Network network = Network.Load(Shipped with { Manifest = WithScore(ObjectClass.Vehicle, 0.7f) }, new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        DecodeStage decode = new(networks);
        using FrameJob job = new(networks, source.Description, decode, maxDetections: 50);
        using FramePool frames = new(capacity: 1);
        Assert.True(frames.TryRent(out FrameLease? lease, nameof(PipelineStage.Capture)));
        Assert.Equal(FrameReadStatus.Frame, source.Read(lease!.Image, TestContext.Current.CancellationToken).Status);
        job.Begin(lease, sequence: 0);
        job.Bindings[0].Preprocess(job.Frame!.Image);
        network.Run(job.Bindings[0]);

        decode.Process(job);

        Detection[] raw = new Detection[50];
        int count = DecoderRegistry.Standard.CreateObjectDecoder(network)!.Decode(job.Bindings[0], raw);
        Assert.Equal(count, job.DetectionCount);
        Assert.Contains(raw[..count], detection => detection.Class == ObjectClass.Vehicle);
        for (int i = 0; i < count; i++)
        {
            Detection tracked = job.Detections[i];
            Assert.Equal(raw[i] with { Score = tracked.Score }, tracked);
            double odds = raw[i].Score / (1 - (double)raw[i].Score) * (raw[i].Class == ObjectClass.Vehicle ? 0.3 / 0.7 : 1);
            Assert.Equal(odds / (1 + odds), tracked.Score, 1e-5);
        }

        job.End();
    }

    private static NetworkManifest WithScore(ObjectClass objectClass, float score) =>
        Shipped.Manifest with { TrackingScores = new Dictionary<ObjectClass, float> { [objectClass] = score } };
}
