using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;
using Labelling.Voting;

namespace Perception.Tests.Labelling.Voting;

public sealed class BoxVoteTests
{
    private const int Width = 960;
    private const int Height = 540;
    private readonly BoxVote _vote = new(new VoteOptions(), networks: 2);

    [Fact]
    public void Count_TwoNetworksAgree_IsSureAtTheWeightedMean()
    {
        LabelledBox label = Assert.Single(_vote.Count(
            [new Vote("a", "full", ObjectClass.Car, 0.8f, new Box(100, 200, 200, 260)), new Vote("b", "part1", ObjectClass.Truck, 0.4f, new Box(106, 200, 206, 266))],
            Width,
            Height));

        Assert.Equal(ObjectClass.Vehicle, label.Class);
        Assert.False(label.Ignore);
        Assert.Equal(((0.8f * 100) + (0.4f * 106)) / 1.2f, label.XMin, 3);
        Assert.Equal(((0.8f * 260) + (0.4f * 266)) / 1.2f, label.YMax, 3);
        Assert.Equal(0.6f, label.Confidence, 3);
        Assert.Equal(["a/full", "b/part1"], label.Sources);
    }

    [Fact]
    public void Count_OneNetworkInOneView_IsIgnored()
    {
        LabelledBox label = Assert.Single(_vote.Count([new Vote("a", "full", ObjectClass.Car, 0.7f, new Box(100, 200, 200, 260))], Width, Height));
        Assert.True(label.Ignore);
        Assert.Equal(0.35f, label.Confidence, 3);
    }

    [Fact]
    public void Count_OneNetworkSureInTwoViews_IsSure()
    {
        Box box = new(100, 200, 200, 260);
        LabelledBox label = Assert.Single(_vote.Count(
            [new Vote("a", "full", ObjectClass.Pedestrian, 0.7f, box), new Vote("a", "flip", ObjectClass.Pedestrian, 0.5f, box)], Width, Height));
        Assert.False(label.Ignore);
    }

    [Fact]
    public void Count_OneNetworkWeakly_IsBackground()
    {
        Assert.Empty(_vote.Count([new Vote("a", "full", ObjectClass.Car, 0.3f, new Box(100, 200, 200, 260))], Width, Height));
    }

    [Fact]
    public void Count_OtherClasses_AreNoLabels()
    {
        Box box = new(100, 200, 200, 260);
        Assert.Empty(_vote.Count(
            [new Vote("a", "full", ObjectClass.TrafficLight, 0.9f, box), new Vote("b", "full", ObjectClass.TrafficLight, 0.9f, box)], Width, Height));
    }

    [Fact]
    public void Count_CarsSideBySide_StayTwo()
    {
        Box left = new(100, 200, 200, 260), right = new(150, 200, 250, 260);
        IReadOnlyList<LabelledBox> labels = _vote.Count(
            [.. Both(ObjectClass.Car, left), .. Both(ObjectClass.Car, right)], Width, Height);
        Assert.Equal(2, labels.Count);
        Assert.All(labels, label => Assert.False(label.Ignore));
    }

    [Fact]
    public void Count_UnsurePartOfASureCar_IsLeftOut()
    {
        Vote part = new("a", "part2", ObjectClass.Car, 0.5f, new Box(120, 220, 160, 250));
        Assert.Single(_vote.Count([.. Both(ObjectClass.Car, new Box(100, 200, 200, 260)), part], Width, Height));
    }

    [Fact]
    public void Count_RiderOnABicycle_IsOneTwoWheelerAroundBoth()
    {
        LabelledBox label = Assert.Single(_vote.Count(
            [.. Both(ObjectClass.Bicycle, new Box(300, 240, 340, 300)), .. Both(ObjectClass.Pedestrian, new Box(305, 200, 333, 290))], Width, Height));
        Assert.Equal(ObjectClass.TwoWheeler, label.Class);
        Assert.Equal((300f, 200f, 340f, 300f), (label.XMin, label.YMin, label.XMax, label.YMax));
    }

    [Fact]
    public void Count_PersonBesideABicycle_StaysAPedestrian()
    {
        IReadOnlyList<LabelledBox> labels = _vote.Count(
            [.. Both(ObjectClass.Bicycle, new Box(300, 240, 340, 300)), .. Both(ObjectClass.Pedestrian, new Box(345, 200, 373, 300))], Width, Height);
        Assert.Equal([ObjectClass.Pedestrian, ObjectClass.TwoWheeler], labels.Select(label => label.Class).Order().OrderBy(kind => kind == ObjectClass.TwoWheeler));
    }

    [Theory]
    [InlineData(100, 400, 900, 540)]
    [InlineData(300, 450, 500, 538)]
    public void Count_BonnetOfTheEgoCar_IsNoVehicle(float xMin, float yMin, float xMax, float yMax)
    {
        Assert.Empty(_vote.Count(Both(ObjectClass.Car, new Box(xMin, yMin, xMax, yMax)), Width, Height));
    }

    [Fact]
    public void Count_BoxBeyondTheImage_IsClipped()
    {
        LabelledBox label = Assert.Single(_vote.Count(Both(ObjectClass.Car, new Box(-20, 200, 80, 260)), Width, Height));
        Assert.Equal(0, label.XMin);
    }

    [Theory]
    [InlineData(0.41f, true, false)]
    [InlineData(0.39f, true, true)]
    [InlineData(0.14f, false, false)]
    public void Count_OneLook_BelievesOneNetworkByItsScore(float score, bool isLabelled, bool isIgnored)
    {
        IReadOnlyList<LabelledBox> labels = new BoxVote(VoteOptions.OneLook, networks: 1).Count([new Vote("a", "full", ObjectClass.Car, score, new Box(100, 200, 108, 206))], Width, Height);
        Assert.Equal(isLabelled ? [isIgnored] : [], labels.Select(label => label.Ignore));
    }

    [Theory]
    [InlineData(1, 0.8f)]
    [InlineData(3, 0.4f)]
    public void Count_OneVote_IsTheConfidenceOfOneNetworkAndHalfOfSeveral(int networks, float confidence)
    {
        LabelledBox label = Assert.Single(new BoxVote(new VoteOptions(), networks).Count([new Vote("a", "full", ObjectClass.Car, 0.8f, new Box(100, 200, 180, 260))], Width, Height));
        Assert.Equal(confidence, label.Confidence, 1e-6);
    }

    private static Vote[] Both(ObjectClass kind, Box box) => [new("a", "full", kind, 0.8f, box), new("b", "full", kind, 0.7f, box)];
}
