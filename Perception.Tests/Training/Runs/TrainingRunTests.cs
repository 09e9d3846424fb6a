using Labelling.Sets;
using Perception.Tests.Client;
using Perception.Tests.Shared;
using Perception.Tests.Training.Samples;
using Training;
using Training.Networks;
using Training.Onnx;
using Training.Optimisation;
using Training.Runs;
using Training.Samples;
using Training.Shipping;
using Training.Torch;

namespace Perception.Tests.Training.Runs;

[Collection(Alone.Name)]
public sealed class TrainingRunTests : IDisposable
{
    private const int Steps = 8;
    private static readonly string Prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");
    private readonly TemporaryFolder _folder = new();
    private readonly FrameStore _store;
    private readonly TrainingOptions _options = new()
    {
        Size = (96, 64), FirstSize = (64, 32), Batch = 4, Steps = Steps, WarmUpSteps = 2, ValidateEvery = 4, Threads = 1,
    };

    public TrainingRunTests()
    {
        TorchLibrary.Prepare();
        _store = FrameStore.Load([new DataSource(SmallSet.Write(_folder.At("set"), 8), 1, 1)], [_folder.At("set")], null, LabelSet.Classes, SmallSet.Width, (_, _) => { });
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Train_StoppedAndResumed_GivesTheSameCurveAsOneRun()
    {
        _ = Run(_folder.At("whole"), resume: false);
        using CancellationTokenSource stop = new();
        _ = Run(_folder.At("parts"), resume: false, progress =>
        {
            if (progress.State.Step == 3)
            {
                stop.Cancel();
            }
        }, stop.Token);
        TrainingResult resumed = Run(_folder.At("parts"), resume: true);

        Assert.Equal(Steps, resumed.State.Step);
        Assert.Equal(File.ReadAllLines(_folder.At("whole", "losses.csv")), File.ReadAllLines(_folder.At("parts", "losses.csv")));
        Assert.Equal(File.ReadAllLines(_folder.At("whole", "scores.csv")), File.ReadAllLines(_folder.At("parts", "scores.csv")));
        Assert.True(File.Exists(_folder.At("parts", "scores.png")));
    }

    /// <summary>A second a step: twelve seconds for the eleven steps that probe, and 8 % on top, give 25 steps in half a minute.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Train_StoppedBeforeItIsPlanned_PlansTheSameWhenResumed(int stopAt)
    {
        TrainingOptions options = _options with { Steps = null, Minutes = 0.5, FirstShare = 1, ValidateEvery = 1000 };
        TrainingState state = Until(stopAt, resume: false);
        Assert.Equal((stopAt, 0), (state.Step, state.Steps));

        Assert.Equal(25, Until(stopAt + 13, resume: true).Steps);

        TrainingState Until(int step, bool resume)
        {
            ManualTime time = new();
            using CancellationTokenSource stop = new();
            return new TrainingRun(_store, LabelSet.Classes, options, _folder.At("run"), time).Train(null, resume, progress =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                if (progress.State.Step == step)
                {
                    stop.Cancel();
                }
            }, stop.Token).State;
        }
    }

    [Fact]
    public void Train_OnePartOnly_LeavesTheOthersAsTheyWere()
    {
        FoldedWeights start = OnnxWeights.Read(Prototype).WithMaskChannels(_options.MaskChannels);

        FoldedWeights trained = new TrainingRun(_store, LabelSet.Classes, _options with { Parts = [NetworkPart.Boxes] }, _folder.At("run"), TimeProvider.System)
            .Train(start, resume: false, _ => { }, TestContext.Current.CancellationToken).Weights;

        string[] changed = [.. start.Names.Where(name => Enumerable.Range(0, start[name].Values.Length).Any(i => Math.Abs(start[name].Values[i] - trained[name].Values[i]) > 1e-6f))];
        // No box of the set is large enough for the two coarser levels.
        Assert.Equal(["hr.bias", "hr.weight", "reg.bias", "reg.weight", "scale.0"], changed.Order());
    }

    [Fact]
    public void Train_LossWithoutEnd_StopsNamesTheStepAndKeepsTheCheckpoint()
    {
        _ = Run(_folder.At("run"), resume: false);
        string state = File.ReadAllText(_folder.At("run", "checkpoint", "state.json"));
        FoldedWeights weights = OnnxWeights.Read(Prototype);
        FoldedWeights absurd = new("test", weights.Names.ToDictionary(
            name => name, name => new FoldedTensor(weights[name].Shape, [.. weights[name].Values.ToArray().Select(value => name == "seg.bias" ? 3e38f : value)])));

        TrainingException failure = Assert.Throws<TrainingException>(() => new TrainingRun(_store, LabelSet.Classes, _options, _folder.At("run"), TimeProvider.System)
            .Train(absurd, resume: false, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("step 0: expected a finite loss", failure.Message);
        Assert.Contains(_folder.At("run", "checkpoint"), failure.Message);
        Assert.Equal(state, File.ReadAllText(_folder.At("run", "checkpoint", "state.json")));
    }

    [Fact]
    public void Train_KilledWhileTheCheckpointWasReplaced_GoesOnFromTheOldOne()
    {
        _ = Run(_folder.At("run"), resume: false);
        Directory.Move(_folder.At("run", Checkpoint.FolderName), _folder.At("run", Checkpoint.FolderName + ".old"));

        Assert.Equal(Steps, Run(_folder.At("run"), resume: true).State.Step);
        Assert.Equal([_folder.At("run", Checkpoint.FolderName)], Directory.GetDirectories(_folder.At("run")));
    }

    [Fact]
    public void Train_CheckpointOfAnotherArchitecture_IsRefused()
    {
        _ = Run(_folder.At("run"), resume: false);
        string state = _folder.At("run", Checkpoint.FolderName, "state.json");
        File.WriteAllText(state, File.ReadAllText(state).Replace("tritask-", "othertask-", StringComparison.Ordinal));

        Assert.Contains("found othertask-", Assert.Throws<TrainingException>(() => Run(_folder.At("run"), resume: true)).Message);
    }

    [Fact]
    public void Train_CutOffCheckpoint_IsRefused()
    {
        _ = Run(_folder.At("run"), resume: false);
        using (FileStream file = File.OpenWrite(_folder.At("run", Checkpoint.FolderName, "optimiser.bin")))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.Contains("expected a whole checkpoint", Assert.Throws<TrainingException>(() => Run(_folder.At("run"), resume: true)).Message);
    }

    [Fact]
    public void Train_ResumeWithoutCheckpoint_SaysSo() =>
        Assert.Contains("expected a checkpoint to go on from", Assert.Throws<TrainingException>(() => Run(_folder.At("none"), resume: true)).Message);

    [Theory]
    [InlineData("the run's own seed, 1, found 2")]
    [InlineData("the run's own learning rate, 0.002, found 0.004")]
    [InlineData("the run's own small share, 0.5, found 0.25")]
    [InlineData("the run's own parts, shared, classes, boxes, masks, found boxes")]
    [InlineData("the run's own sizes, 64x32, then 96x64, found 64x32, then 128x64")]
    [InlineData("--steps of at least the 8 that were taken, found 7")]
    public void Train_ResumedWithOtherOptions_IsRefused(string said)
    {
        _ = Run(_folder.At("run"), resume: false);
        TrainingOptions other = said.Split(' ')[3] switch
        {
            "seed," => _options with { Seed = 2 },
            "learning" => _options with { LearningRate = 0.004 },
            "small" => _options with { FirstShare = 0.25 },
            "parts," => _options with { Parts = [NetworkPart.Boxes] },
            "sizes," => _options with { Size = (128, 64) },
            _ => _options with { Steps = Steps - 1 },
        };

        string message = Assert.Throws<TrainingException>(() => Resume(_store, other)).Message;

        Assert.Contains($"{_folder.At("run")}: expected {said}", message);
    }

    [Fact]
    public void Options_OutOfRange_NameOptionRangeAndNumber()
    {
        Assert.Equal("--small-share: expected 0 to 1, found 1.25.", Assert.Throws<TrainingException>((_options with { FirstShare = 1.25 }).Validate).Message);
        Assert.Equal("--learning-rate: expected 0.000001 to 1, found NaN.", Assert.Throws<TrainingException>((_options with { LearningRate = double.NaN }).Validate).Message);
        Assert.Equal("--steps: expected 1 to 1000000000, found 0.", Assert.Throws<TrainingException>((_options with { Steps = 0 }).Validate).Message);
    }

    [Fact]
    public void Train_ResumedWithOtherData_IsRefused()
    {
        _ = Run(_folder.At("run"), resume: false);
        string set = _folder.At("set");

        using FrameStore weighted = FrameStore.Load([new DataSource(set, 2, 1)], [set], null, LabelSet.Classes, SmallSet.Width, (_, _) => { });
        Assert.Contains($"found {set}=2:1 (8 frames)", Assert.Throws<TrainingException>(() => Resume(weighted, _options)).Message);
        using FrameStore other = FrameStore.Load([new DataSource(SmallSet.Write(_folder.At("other"), 8), 1, 1)], [set], null, LabelSet.Classes, SmallSet.Width, (_, _) => { });
        Assert.Contains($"training data, {set}=1:1 (8 frames), found {_folder.At("other")}=1:1", Assert.Throws<TrainingException>(() => Resume(other, _options)).Message);
    }

    [Fact]
    public void Train_ResumedWithOtherStartWeights_IsRefused()
    {
        FoldedWeights start = OnnxWeights.Read(Prototype), other = ProbabilityCalibration.ShiftMask(start, 0, 0.4);
        _ = Run(start, resume: false);

        Assert.Contains($"expected the run's own start weights, {start.Digest}, found {other.Digest}", Assert.Throws<TrainingException>(() => Run(other, resume: true)).Message);
        Assert.Equal(Steps, Run(start, resume: true).State.Step);
        Assert.Equal(Steps, Run(start: null, resume: true).State.Step);
    }

    [Fact]
    public void Train_ResumedWithMoreSteps_GoesOn()
    {
        _ = Run(_folder.At("run"), resume: false);

        Assert.Equal(Steps + 2, Resume(_store, _options with { Steps = Steps + 2, Minutes = 5 }).State.Step);
    }

    [Fact]
    public void Train_CheckpointThatDoesNotTellItsOptions_IsRefused()
    {
        _ = Run(_folder.At("run"), resume: false);
        string state = _folder.At("run", Checkpoint.FolderName, "state.json");
        File.WriteAllText(state, File.ReadAllText(state).Replace("\"settings\"", "\"other\"", StringComparison.Ordinal));

        Assert.Contains("expected a checkpoint that tells its run's data and options", Assert.Throws<TrainingException>(() => Run(_folder.At("run"), resume: true)).Message);
    }

    private TrainingResult Resume(FrameStore store, TrainingOptions options) =>
        new TrainingRun(store, LabelSet.Classes, options, _folder.At("run"), TimeProvider.System).Train(null, resume: true, _ => { }, TestContext.Current.CancellationToken);

    private TrainingResult Run(FoldedWeights? start, bool resume) =>
        new TrainingRun(_store, [.. LabelSet.Classes.Take(2)], _options, _folder.At("started"), TimeProvider.System).Train(start, resume, _ => { }, TestContext.Current.CancellationToken);

    private TrainingResult Run(string folder, bool resume) => Run(folder, resume, _ => { }, TestContext.Current.CancellationToken);

    private TrainingResult Run(string folder, bool resume, Action<TrainingProgress> progress, CancellationToken stop) =>
        new TrainingRun(_store, LabelSet.Classes, _options, folder, TimeProvider.System).Train(null, resume, progress, stop);
}
