using Fusion.Tracking;
using Labelling.Sets;
using Perception.Teaching;

namespace Perception.Tests.Teaching;

public sealed class TruthAndVotesTests
{
    private static readonly LabelledBox Rider = Box(ObjectClass.Pedestrian, 305, 200, 333, 290);
    private static readonly LabelledBox Machine = Box(ObjectClass.TwoWheeler, 300, 265, 340, 300);
    private static readonly LabelledBox Both = Box(ObjectClass.TwoWheeler, 300, 200, 340, 300);
    private static readonly LabelledBox Aside = Box(ObjectClass.Pedestrian, 500, 200, 528, 290);

    [Fact]
    public void Join_VotedTwoWheelerUnderATruePerson_IsIgnored()
    {
        Assert.Equal([(Rider, false), (Both, true)], Joined([Rider], ObjectClass.Pedestrian, Both));
        Assert.Equal([(Rider, false), (Machine, true)], Joined([Rider], ObjectClass.Pedestrian, Machine));
        Assert.Equal([(Aside, false), (Both, false)], Joined([Aside], ObjectClass.Pedestrian, Both));
    }

    [Fact]
    public void Join_VotedPersonOnATrueTwoWheeler_IsNoLabel()
    {
        Assert.Equal([(Both, false)], Joined([Both], ObjectClass.TwoWheeler, Rider));
        Assert.Equal([(Machine, false), (Rider, true)], Joined([Machine], ObjectClass.TwoWheeler, Rider));
        Assert.Equal([(Machine, false), (Aside, false)], Joined([Machine], ObjectClass.TwoWheeler, Aside));
    }

    [Fact]
    public void Join_VoteOfAClassOfTheTruth_IsIgnoredWhereTheTruthLacksIt() =>
        Assert.Equal([(Rider, false), (Aside, true)], Joined([Rider], ObjectClass.Pedestrian, Aside));

    private static IEnumerable<(LabelledBox Box, bool Ignore)> Joined(LabelledBox[] truth, ObjectClass known, LabelledBox vote) =>
        TruthAndVotes.Join(new GivenLabels(truth, new HashSet<ObjectClass> { known }), [vote]).Select(box => (box with { Ignore = false }, box.Ignore));

    private static LabelledBox Box(ObjectClass kind, float xMin, float yMin, float xMax, float yMax) =>
        new() { Class = kind, XMin = xMin, YMin = yMin, XMax = xMax, YMax = yMax, Confidence = 1, Sources = [] };
}
