using Evaluation;
using Evaluation.Drives;
using Evaluation.Metrics;
using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation.Drives;

/// <summary>The score of a replay against its drive's truth; the figures are worked out by hand.</summary>
public sealed class DriveScorerTests : IDisposable
{
    // A car 10 m ahead (its middle at 12 m, 4 m long), a walker, and a car too small to count.
    private const string Car = """{"id":1,"kind":"Car","visible":[100,100,200,200],"occlusion":0,"size":[4,2,1.5],"ego":[12,0,0],"yaw":0}""";
    private const string HiddenCar = """{"id":1,"kind":"Car","visible":[100,100,200,200],"occlusion":0.6,"size":[4,2,1.5],"ego":[12,0,0],"yaw":0}""";
    private const string Walker = """{"id":2,"kind":"Pedestrian","visible":[300,100,330,180],"occlusion":0,"size":[0.5,0.5,1.8],"ego":[20.25,3,0],"yaw":0}""";
    private const string SmallCar = """{"id":3,"kind":"Van","visible":[400,100,410,110],"occlusion":0,"size":[4,2,1.5],"ego":[80,0,0],"yaw":0}""";
    private static readonly Box CarBox = new(100, 100, 200, 200);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Score_ThreeFrames_AgreesWithTheHandCount()
    {
        DriveScorer scorer = Scorer($"{Car},{Walker},{SmallCar}", $"{Car},{Walker}", $"{HiddenCar},{Walker}");
        scorer.Add(0, [Vehicle(10, CarBox, 11), Pedestrian(11, new Box(300, 100, 330, 180)), Vehicle(12, new Box(400, 100, 410, 110), null)], Lane(0.16), 10);
        scorer.Add(1, [Vehicle(20, CarBox, 9)], null, null);
        scorer.Add(2, [Vehicle(20, CarBox, 10), Vehicle(30, new Box(600, 100, 700, 200), 30)], Lane(0.08), 30);
        DriveScore score = scorer.Score();
        Assert.Equal(3, score.Frames);
        Assert.Equal(new FoundScore(2, 2, 1, 1), score.Vehicles);
        Assert.Equal(new FoundScore(3, 1, 1, 1), score.Pedestrians);
        Assert.Equal(0.3333, score.Pedestrians.Share);
        Assert.Null(score.TwoWheelers.Share);
        Assert.Equal(0.8333, score.RightTracksShare);
        Assert.Equal(1, score.IdentityChanges);
        Assert.Equal(0.1, score.RangeError);
        Assert.Equal(0.04, score.LaneOffsetError);
        Assert.Equal(0.6667, score.LaneOffsetShare);
        Assert.Equal(0.5, score.LeadFoundShare);
        Assert.Equal(0.5, score.LeadWrongShare);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2_000_000_000)]
    [InlineData(int.MaxValue)]
    public void Score_AnyIdentity_IsFollowed(int id)
    {
        string car = Car.Replace("\"id\":1", $"\"id\":{id}", StringComparison.Ordinal);
        DriveScorer scorer = Scorer($"{car},{Walker}", car);
        scorer.Add(0, [Vehicle(1, CarBox, null)], null, null);
        scorer.Add(1, [Vehicle(2, CarBox, null)], null, null);
        Assert.Equal(1, scorer.Score().IdentityChanges);
        Assert.Equal(new FoundScore(2, 2, 1, 1), scorer.Score().Vehicles);
    }

    [Fact]
    public void Score_SecondTrackFitsBetter_StaysWithTheFirst()
    {
        DriveScorer scorer = Scorer(Car, Car);
        scorer.Add(0, [Vehicle(1, CarBox, null)], null, null);
        scorer.Add(1, [Vehicle(2, CarBox, null), Vehicle(1, new Box(100, 100, 200, 160), null)], null, null);
        DriveScore score = scorer.Score();
        Assert.Equal(0, score.IdentityChanges);
        Assert.Equal(new FoundScore(2, 2, 1, 1), score.Vehicles);
    }

    [Fact]
    public void Score_TrackOfAnotherGroup_DoesNotCount()
    {
        DriveScorer scorer = Scorer(Car);
        scorer.Add(0, [Pedestrian(1, CarBox)], null, null);
        Assert.Equal(new FoundScore(1, 0, 1, 0), scorer.Score().Vehicles);
        Assert.Equal(0, scorer.Score().RightTracksShare);
    }

    [Fact]
    public void Score_StatedDeviations_AgreeWithTheHandCount()
    {
        // The car is at (10, 0), moves on at 15 m/s while the ego car has 12: relative (3, 0.5). The lane's offset is 0.1.
        string car = Car.Replace("\"yaw\":0", "\"yaw\":0,\"velocity\":[15,0.5,0]", StringComparison.Ordinal);
        DriveScorer scorer = Scorer(car, car, Car);
        scorer.Add(0, [Vehicle(new ScoredState(13, 0.15, 3, 0.5, 4, 0.01, 1, 1))], new ScoredLane(0.35, 0.1), null);
        scorer.Add(1, [Vehicle(new ScoredState(11, 0, 6.5, 0.5, 4, 0.01, 1, 1))], new ScoredLane(0.1, 0.1), null);
        scorer.Add(2, [Vehicle(new ScoredState(10, 0, 3, 0.5, 4, 0.01, 1, 1))], null, null);
        StatedDeviations stated = scorer.Score().Stated;
        Assert.Equal(new DeviationScore(3, 0.6667, 1, 1, 0.8333), stated.Range);
        Assert.Equal(new DeviationScore(3, 0.6667, 1, 1, 0.75), stated.Lateral);
        Assert.Equal(new DeviationScore(2, 0.5, 0.5, 0.5, 6.125), stated.VelocityX);
        Assert.Equal(new DeviationScore(2, 1, 1, 1, 0), stated.VelocityY);
        Assert.Equal(new DeviationScore(2, 0.5, 0.5, 1, 3.125), stated.LaneOffset);
    }

    [Fact]
    public void Score_StatedToBeCertain_IsFarOffButANumber()
    {
        DriveScorer scorer = Scorer(Car);
        scorer.Add(0, [Vehicle(new ScoredState(11, 0, 0, 0, 0, 0, 0, 0))], null, null);
        StatedDeviations stated = scorer.Score().Stated;
        Assert.Equal(0, stated.Range!.Inside3Sigma);
        Assert.InRange(stated.Range.Nees, 1e6, double.MaxValue);
        Assert.Equal(0, stated.Lateral!.Nees);
        Assert.Null(stated.VelocityX);
        Assert.Null(stated.LaneOffset);
    }

    [Fact]
    public void Add_FrameWithoutTruth_IsPassedOver()
    {
        DriveScorer scorer = Scorer(Car);
        scorer.Add(1, [Vehicle(1, CarBox, 11)], Lane(0), 1);
        Assert.Equal(0, scorer.Score().Frames);
        Assert.Null(scorer.Score().LaneOffsetError);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("""{"schema":2,"frames":[]}""", "schema 1")]
    [InlineData("""{"schema":1,"frames":[{"frame":3,"ego":{},"objects":[],"lanes":[]}]}""", "frame 0")]
    [InlineData("""{"schema":1,"frames":[{"frame":0,"ego":{},"objects":[{"id":1,"kind":"Boat","visible":[0,0,1,1]}],"lanes":[]}]}""", "Boat")]
    [InlineData("""{"schema":1,"frames":[{"frame":0,"ego":{},"objects":[{"kind":"Car","visible":[0,0,1,1]}],"lanes":[]}]}""", "expected truth")]
    public void Read_BadTruth_NamesFileAndFault(string text, string named)
    {
        string path = _folder.Write("truth.json", text);
        EvaluationException fault = Assert.Throws<EvaluationException>(() => DriveTruth.Read(path));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NoTruthOfTheProject_IsNull()
    {
        Assert.Null(DriveTruth.Find(null));
        Assert.Null(DriveTruth.Find(_folder.Path));
        Assert.Null(DriveTruth.Find(_folder.Write("0000.txt", "")));
    }

    private static ScoredTrack Vehicle(int id, Box box, double? nearestX) => new(id, ObjectGroup.MotorVehicle, box, IsSeen: true, nearestX is { } x ? new ScoredState(x, 0, 0, 0, 1, 1, 1, 1) : null);

    private static ScoredLane Lane(double offset) => new(offset, 0.1);

    private static ScoredTrack Vehicle(ScoredState state) => new(1, ObjectGroup.MotorVehicle, CarBox, IsSeen: true, state);

    private static ScoredTrack Pedestrian(int id, Box box) => new(id, ObjectGroup.Pedestrian, box, IsSeen: true, null);

    private DriveScorer Scorer(params string[] objects)
    {
        IEnumerable<string> frames = objects.Select((items, i) => $$"""{"frame":{{i}},"lead":1,"ego":{"yaw":0,"grade":0,"bank":0,"bodyPitch":0,"bodyRoll":0,"speed":12,"laneOffset":0.1},"objects":[{{items}}],"lanes":[]}""");
        string path = _folder.Write("truth.json", $$"""{"schema":1,"frames":[{{string.Join(",\n", frames)}}]}""");
        return new DriveScorer(DriveTruth.Read(path), new DriveScorerOptions());
    }
}
