using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Fusion.Tracking;
using Labelling.Sets;

namespace Training.Samples;

/// <summary>Every frame of several sets in memory, apart by what trains and what validates. Owns the frames.</summary>
internal sealed class FrameStore : IDisposable
{
    private FrameStore(
        IReadOnlyList<(DataSource Source, StoredFrame[] Frames)> training, IReadOnlyList<(string Name, StoredFrame[] Frames)> validation, string? heldOut)
    {
        HeldOut = heldOut;
        Training = training;
        Validation = validation;
    }

    public IReadOnlyList<(DataSource Source, StoredFrame[] Frames)> Training { get; }

    /// <summary>By the name of the set's folder.</summary>
    public IReadOnlyList<(string Name, StoredFrame[] Frames)> Validation { get; }

    /// <summary>The expression whose scenes validate; null where none are held out.</summary>
    public string? HeldOut { get; }

    /// <summary>Loads the sets. A scene is held out whole: no frame of it trains.</summary>
    /// <param name="sources">Sets that train, apart from the held-out scenes.</param>
    /// <param name="validation">Sets that only validate.</param>
    /// <param name="heldOut">Scenes whose name matches validate; null holds out none.</param>
    /// <param name="classes">The network's classes.</param>
    /// <param name="width">Most pixels across that are kept of a frame.</param>
    /// <param name="loaded">Told the number of frames read so far and of all.</param>
    /// <exception cref="LabelSetException">A set cannot be read.</exception>
    /// <exception cref="TrainingException">An image cannot be read, no frame is left to train on, all weights or all late weights are 0, no scene matches, or no frame has a label.</exception>
    public static FrameStore Load(
        IReadOnlyList<DataSource> sources, IReadOnlyList<string> validation, Regex? heldOut, IReadOnlyList<ObjectClass> classes, int width, Action<int, int> loaded)
    {
        (DataSource? Source, string Folder, IReadOnlyList<LabelledFrame> Frames)[] sets =
        [
            .. sources.Select(source => ((DataSource?)source, source.Folder, LabelSet.Read(source.Folder))),
            .. validation.Select(folder => ((DataSource?)null, folder, LabelSet.Read(folder))),
        ];
        int all = sets.Sum(set => set.Frames.Count);
        int done = 0;
        List<(DataSource, StoredFrame[])> training = [];
        List<(string, StoredFrame[])> validating = [];
        foreach ((DataSource? source, string folder, IReadOnlyList<LabelledFrame> frames) in sets)
        {
            StoredFrame[] stored = LoadAll(folder, frames, classes, width, () => loaded(Interlocked.Increment(ref done), all));
            StoredFrame[] held = [.. stored.Where(frame => source is null || heldOut?.IsMatch(frame.Scene) == true)];
            StoredFrame[] kept = [.. stored.Except(held)];
            if (held.Length > 0)
            {
                validating.Add((SetName(folder), held));
            }

            if (source is not null && kept.Length > 0)
            {
                training.Add((source, kept));
            }
        }

        if (heldOut is not null && !sets.Any(set => set.Source is not null && set.Frames.Any(frame => heldOut.IsMatch(frame.Scene))))
        {
            throw new TrainingException($"--hold-out: expected scenes that match {heldOut}, found none.");
        }

        StoredFrame[] trained = [.. training.SelectMany(set => set.Item2)];
        return trained.Length == 0
            ? throw new TrainingException("the data: expected at least one frame to train on, found none after scenes were held out.")
            : training.TrueForAll(set => set.Item1.Weight == 0) || training.TrueForAll(set => set.Item1.LateWeight == 0)
            ? throw new TrainingException("the data: expected sets to train on with a weight and a late weight above 0, found one of the two 0 for all of them.")
            : !trained.Any(frame => frame.Boxes is not null || frame.Drivable is not null || frame.LaneLines is not null)
            ? throw new TrainingException($"the data: expected labels of objects or masks, found none in {trained.Length} frames.")
            : new FrameStore(training, validating, heldOut?.ToString());
    }

    /// <summary>Loads sets to validate on, or those of their scenes that match.</summary>
    /// <exception cref="LabelSetException">A set cannot be read.</exception>
    /// <exception cref="TrainingException">An image cannot be read, or no scene matches.</exception>
    public static FrameStore LoadValidation(IReadOnlyList<string> folders, Regex? scenes, IReadOnlyList<ObjectClass> classes, int width)
    {
        List<(string, StoredFrame[])> sets = [];
        foreach (string folder in folders)
        {
            LabelledFrame[] frames = [.. LabelSet.Read(folder).Where(frame => scenes?.IsMatch(frame.Scene) != false)];
            if (frames.Length == 0)
            {
                throw new TrainingException($"{folder}: expected scenes that match {scenes}, found none.");
            }

            sets.Add((SetName(folder), LoadAll(folder, frames, classes, width, () => { })));
        }

        return new FrameStore([], sets, null);
    }

    public void Dispose()
    {
        foreach (StoredFrame frame in Training.SelectMany(set => set.Frames).Concat(Validation.SelectMany(set => set.Frames)))
        {
            frame.Dispose();
        }
    }

    private static StoredFrame[] LoadAll(string folder, IReadOnlyList<LabelledFrame> frames, IReadOnlyList<ObjectClass> classes, int width, Action loaded)
    {
        StoredFrame[] stored = new StoredFrame[frames.Count];
        try
        {
            _ = Parallel.For(0, frames.Count, i =>
            {
                stored[i] = StoredFrame.Load(folder, frames[i], classes, width);
                loaded();
            });
            return stored;
        }
        catch (AggregateException failures)
        {
            // Several images may be bad at once; one sentence is enough to mend the first.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
            throw;
        }
    }

    private static string SetName(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
}
