using System.Text.RegularExpressions;
using Labelling.Sets;
using Perception.Tests.Shared;
using Training;
using Training.Samples;

namespace Perception.Tests.Training.Samples;

public sealed class FrameStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_HeldOutScene_TrainsOnNoFrameOfIt()
    {
        string set = SmallSet.Write(_folder.At("set"), 8);

        using FrameStore store = Load(set, "scene-1");

        Assert.Equal(6, store.Training.Single().Frames.Length);
        Assert.DoesNotContain(store.Training.Single().Frames, frame => frame.Scene == "scene-1");
        Assert.All(store.Validation.Single().Frames, frame => Assert.Equal("scene-1", frame.Scene));
    }

    [Fact]
    public void Load_MissingImage_NamesFileAndLine()
    {
        string set = SmallSet.Write(_folder.At("set"), 3);
        File.Delete(Path.Combine(set, "1.png"));

        LabelSetException failure = Assert.Throws<LabelSetException>(() => Load(set));

        Assert.Contains("labels.jsonl:2", failure.Message);
        Assert.Contains("1.png", failure.Message);
    }

    [Fact]
    public void Load_CorruptImage_NamesIt()
    {
        string set = SmallSet.Write(_folder.At("set"), 3);
        File.WriteAllText(Path.Combine(set, "2.png"), "no image");

        Assert.Contains("2.png: expected an image", Assert.Throws<TrainingException>(() => Load(set)).Message);
    }

    [Fact]
    public void Load_NoLabelsAtAll_SaysSo()
    {
        string set = SmallSet.Write(_folder.At("set"), 3, labelled: false);

        Assert.Contains("expected labels of objects or masks", Assert.Throws<TrainingException>(() => Load(set)).Message);
    }

    [Fact]
    public void Load_EverySceneHeldOut_SaysSo()
    {
        string set = SmallSet.Write(_folder.At("set"), 3);

        Assert.Contains("found none after scenes were held out", Assert.Throws<TrainingException>(() => Load(set, ".")).Message);
    }

    [Fact]
    public void Load_HeldOutScenesThatAreNotThere_SaysSo()
    {
        string set = SmallSet.Write(_folder.At("set"), 2);

        Assert.Equal("--hold-out: expected scenes that match ^plcae-3, found none.", Assert.Throws<TrainingException>(() => Load(set, "^plcae-3")).Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Load_NothingToDrawFromEarlyOrLate_SaysSo(double weight, double late)
    {
        string set = SmallSet.Write(_folder.At("set"), 3);

        Assert.Contains("expected sets to train on with a weight and a late weight above 0", Assert.Throws<TrainingException>(() => Load(set, null, weight, late)).Message);
    }

    [Fact]
    public void Load_BoxOutsideItsImage_NamesTheLine()
    {
        string set = SmallSet.Write(_folder.At("set"), 2);
        string labels = Path.Combine(set, LabelSet.FileName);
        File.WriteAllText(labels, Regex.Replace(File.ReadAllText(labels), "\"yMax\":80", "\"yMax\":800"));

        Assert.Contains("labels.jsonl:1: expected a box inside 192x96", Assert.Throws<LabelSetException>(() => Load(set)).Message);
    }

    private static FrameStore Load(string set, string? heldOut = null, double weight = 1, double late = 1) =>
        FrameStore.Load([new DataSource(set, weight, late)], [], heldOut is null ? null : new Regex(heldOut), LabelSet.Classes, SmallSet.Width, (_, _) => { });
}
