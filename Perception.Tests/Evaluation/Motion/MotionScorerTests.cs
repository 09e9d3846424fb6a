using Evaluation.Drives;
using Evaluation.Motion;
using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.EgoMotion;
using global::Sensors.OpticalFlow;

namespace Perception.Tests.Evaluation.Motion;

/// <summary>Turns of a level camera of 1,000 pixels focal length whose shifts are worked out by hand.</summary>
public sealed class MotionScorerTests : IDisposable
{
    private const string Level = """{"yaw":0,"grade":0,"bank":0,"bodyPitch":0,"bodyRoll":0}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"yaw":0.01,"grade":0,"bank":0,"bodyPitch":0,"bodyRoll":0}""", 10.0003, 0)]
    [InlineData("""{"yaw":0,"grade":0.01,"bank":0,"bodyPitch":0,"bodyRoll":0}""", 0, 10.0003)]
    [InlineData("""{"yaw":0,"grade":0,"bank":0,"bodyPitch":0.02,"bodyRoll":0}""", 0, -20.0027)]
    [InlineData("""{"yaw":0,"grade":0.02,"bank":0,"bodyPitch":0.02,"bodyRoll":0.3}""", 0, 0)]
    [InlineData("""{"yaw":0,"grade":0,"bank":0.2,"bodyPitch":0,"bodyRoll":-0.2}""", 0, 0)]
    public void Add_TruthTurns_IsTheImagesShift(string turned, double x, double y)
    {
        MotionScorer scorer = new(Camera(), Truth(Level, turned), odometry: null);
        scorer.Add(0, 0, null);
        scorer.Add(1, 100_000_000, ImageMotion.Shift(x + 3, y - 4));
        MotionScore score = scorer.Score;
        Assert.Equal(("truth", 1, 1), (score.Reference, score.Steps, score.Known));
        Assert.Equal(Math.Abs(x), score.YawMotion, 1e-3);
        Assert.Equal(Math.Abs(y), score.PitchMotion!.Value, 1e-3);
        Assert.Equal(3, score.YawError, 1e-3);
        Assert.Equal(4, score.PitchError!.Value, 1e-3);
    }

    [Fact]
    public void Add_OdometryTurns_ScoresYawAlone()
    {
        EgoMotionLog odometry = new([new EgoMotionSample(0, 10, 0.1), new EgoMotionSample(200_000_000, 10, 0.3)]);
        MotionScorer scorer = new(Camera(), truth: null, odometry);
        scorer.Add(0, 0, null);
        scorer.Add(1, 100_000_000, ImageMotion.Shift(15, 7));
        scorer.Add(2, 200_000_000, null);
        scorer.Add(3, 300_000_000, ImageMotion.Shift(1, 1));
        MotionScore score = scorer.Score;
        Assert.Equal(("odometry", 2, 1), (score.Reference, score.Steps, score.Known));
        Assert.Equal(15.0011, score.YawMotion, 1e-3);
        Assert.Equal(0.0011, score.YawError, 1e-3);
        Assert.Null(score.PitchError);
    }

    [Fact]
    public void Reset_FrameBetweenWasBad_IsNoStep()
    {
        MotionScorer scorer = new(Camera(), Truth(Level, Level, Level), odometry: null);
        scorer.Add(0, 0, null);
        scorer.Reset();
        scorer.Add(2, 200_000_000, ImageMotion.None);
        Assert.Equal(0, scorer.Score.Steps);
    }

    private static CameraCalibration Camera() => new()
    {
        Width = 1280,
        Height = 720,
        Fx = 1000,
        Fy = 1000,
        Cx = 640,
        Cy = 360,
        CameraFromEgo = new CameraMounting(1.5, 0, 1.4, 0, 0, 0).ToCameraFromEgo(),
        Source = "by hand",
    };

    private DriveTruth Truth(params string[] egos)
    {
        IEnumerable<string> frames = egos.Select((ego, i) => $$"""{"frame":{{i}},"ego":{{ego}},"objects":[],"lanes":[]}""");
        return DriveTruth.Read(_folder.Write("truth.json", $$"""{"schema":1,"frames":[{{string.Join(",\n", frames)}}]}"""));
    }
}
