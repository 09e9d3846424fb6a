using TorchSharp;
using Training.Networks;
using Training.Onnx;
using Training.Optimisation;
using Training.Samples;
using Training.Validation;

namespace Training.Runs;

/// <summary>One training from data to averaged weights: batches, steps, checkpoints, validation. Goes on where an earlier one stopped.</summary>
internal sealed class TrainingRun(FrameStore store, IReadOnlyList<Fusion.Tracking.ObjectClass> classes, TrainingOptions options, string folder, TimeProvider clock)
{
    /// <summary>Steps after which the speed is known well enough to plan by; a run that is resumed before it is planned takes them anew.</summary>
    private const int ProbeSteps = 12;
    private const int HistoryEvery = 10;

    /// <summary>A pixel of the smaller input costs as much as one of the larger; validation and checkpoints take this share on top.</summary>
    private const double Overhead = 1.08;

    /// <summary>Trains.</summary>
    /// <param name="start">Weights to start from, or null for random ones. Not used where a checkpoint is resumed.</param>
    /// <param name="resume">Goes on from the folder's checkpoint, with the same data and options; only the steps may be others.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="stop">Stops after the running step; a checkpoint is kept.</param>
    /// <exception cref="TrainingException">The loss is no longer a number, or the checkpoint cannot be used or is of other data or options.</exception>
    public TrainingResult Train(FoldedWeights? start, bool resume, Action<TrainingProgress> progress, CancellationToken stop)
    {
        options.Validate();
        torch.set_num_threads(options.Threads);
        torch.random.manual_seed(options.Seed);
        _ = Directory.CreateDirectory(folder);
        using NetworkTrainer trainer = new(classes.Count, options);
        TrainingState state = Begin(trainer, start, resume);
        TrainingHistory history = new(folder, state.Step);
        using BatchLoader loader = new(store, new AugmentationOptions(), options.Seed, options.Threads);
        NetworkValidator validator = new(classes, options.Size.Width, options.Size.Height);
        IReadOnlyList<SetScore> scores = [];
        long began = clock.GetTimestamp();
        long saved = began;
        double secondsBefore = state.Seconds;
        long first = state.Step;
        double probed = 0;
        while (state.Steps == 0 || state.Step < state.Steps)
        {
            if (state.Steps == 0 && state.Step == first + ProbeSteps)
            {
                state = state with { Steps = Plan(state.Step, clock.GetElapsedTime(began).TotalSeconds - probed) };
            }

            long step = state.Step;
            SampleBatch batch = loader.Take(step, PlanOf(step, state.Steps), PlanOf(step + 1, state.Steps));
            double rate = LearningRate.At(step, state.Steps == 0 ? long.MaxValue : state.Steps, options);
            if (!trainer.TryStep(batch, step, rate, out StepLoss loss))
            {
                throw new TrainingException(FormattableString.Invariant(
                    $"step {step}: expected a finite loss, found classes {loss.Classes}, boxes {loss.Boxes}, drivable {loss.Drivable}, lanes {loss.Lanes} or a gradient without end; {LastGood()}."));
            }

            if (step == first)
            {
                // The first steps set up kernels and memory: they say nothing of the speed.
                probed = clock.GetElapsedTime(began).TotalSeconds;
            }

            state = state with { Step = step + 1, Images = state.Images + batch.Count, Seconds = secondsBefore + clock.GetElapsedTime(began).TotalSeconds };
            if (step % HistoryEvery == 0)
            {
                history.Add(step, state.Images, rate, loss);
            }

            progress(new TrainingProgress(state, loss, scores));
            bool last = state.Step == state.Steps;
            if (last || (state.Steps > 0 && state.Step % options.ValidateEvery == 0))
            {
                scores = [.. store.Validation.Select(set => validator.Score(trainer.Average, set.Name, set.Frames))];
                foreach (SetScore score in scores)
                {
                    history.Add(step, score);
                }

                history.Draw();
                progress(new TrainingProgress(state, loss, scores));
            }

            bool stopping = stop.IsCancellationRequested;
            if (last || stopping || clock.GetElapsedTime(saved) >= options.CheckpointEvery)
            {
                Checkpoint.Save(folder, trainer, state);
                saved = clock.GetTimestamp();
            }

            if (stopping)
            {
                break;
            }
        }

        return new TrainingResult(WeightTransfer.Fold(trainer.Average), state, scores);
    }

    private TrainingState Begin(NetworkTrainer trainer, FoldedWeights? start, bool resume)
    {
        if (resume && Checkpoint.Exists(folder))
        {
            TrainingState state = Checkpoint.Load(folder, trainer);
            RunSettings.Require(folder, state.Settings, RunSettings.Of(store, options, start), isPlanned: options.Steps is not null);
            return options.Steps is not long steps ? state
                : steps >= state.Step ? state with { Steps = steps }
                : throw new TrainingException($"{folder}: expected --steps of at least the {state.Step} that were taken, found {steps}.");
        }

        if (resume)
        {
            throw new TrainingException($"{folder}: expected a checkpoint to go on from, found none.");
        }

        if (start is not null)
        {
            trainer.Adopt(start);
        }

        return new TrainingState
        {
            Architecture = trainer.Network.Architecture, Classes = classes.Count, Step = 0, Steps = options.Steps ?? 0, Seed = options.Seed, Images = 0, Seconds = 0,
            Settings = RunSettings.Of(store, options, start),
        };
    }

    /// <param name="taken">Steps so far, those before the run was resumed too.</param>
    /// <param name="probeSeconds">Time of all but the first of the steps that probe.</param>
    private long Plan(long taken, double probeSeconds)
    {
        double first = (double)options.FirstSize.Width * options.FirstSize.Height;
        double last = (double)options.Size.Width * options.Size.Height;
        double perStep = probeSeconds / (ProbeSteps - 1) * (options.FirstShare + ((1 - options.FirstShare) * last / first)) * Overhead;
        return Math.Max(taken + 1, (long)(options.Minutes * 60 / perStep));
    }

    private BatchPlan PlanOf(long step, long steps)
    {
        bool small = steps == 0 || step < options.FirstShare * steps;
        (int width, int height) = small ? options.FirstSize : options.Size;
        return new BatchPlan(options.Batch, width, height, steps > 0 && step >= (1 - options.LateShare) * steps);
    }

    private string LastGood() => Checkpoint.Exists(folder)
        ? $"the last good checkpoint is {Path.Combine(folder, Checkpoint.FolderName)}"
        : "no checkpoint was made yet";
}
