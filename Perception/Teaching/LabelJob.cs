using System.Text;
using System.Threading.Channels;
using Labelling.Sets;
using Labelling.Statistics;
using Labelling.Tracking;
using Perception.Inference;

namespace Perception.Teaching;

/// <summary>Labels drives into a set: reads, lets several workers label, smooths clips at the end, writes statistics and a contact sheet.</summary>
public sealed class LabelJob
{
    public const string StatisticsFile = "statistics.md";
    public const string CountsFile = "statistics.json";
    public const string ContactSheetFile = "contact-sheet.jpg";

    private const int SheetColumns = 4;
    private const int SheetRows = 10;
    private const int SheetTileWidth = 480;
    private readonly LabelRequest _request;
    private readonly TeacherOptions _options;
    private readonly ModelCatalogue _catalogue;
    private readonly int _workers;
    private readonly Action<int> _progress;
    private readonly List<string> _notes = [];

    /// <param name="request">What to label.</param>
    /// <param name="options">Who teaches.</param>
    /// <param name="catalogue">Where the networks are.</param>
    /// <param name="workers">Images labelled at once, each network on one thread.</param>
    /// <param name="progress">Told how many frames are labelled, from several threads.</param>
    public LabelJob(LabelRequest request, TeacherOptions options, ModelCatalogue catalogue, int workers, Action<int> progress)
    {
        _request = request;
        _options = options;
        _catalogue = catalogue;
        _workers = workers;
        _progress = progress;
    }

    /// <summary>Sentences on what a reader of the labels should know, after <see cref="Run"/>.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Runs the job, or goes on with it.</summary>
    /// <returns>The finished set's frames.</returns>
    /// <exception cref="LabelSetException">An input or the set cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the same request goes on later.</exception>
    public IReadOnlyList<LabelledFrame> Run(CancellationToken cancellation)
    {
        using TeacherNetworks networks = new(_catalogue, _options, new NetworkOptions { Threads = 1 });
        using LabelSetWriter writer = LabelSetWriter.Open(_request.Output, _request.Fingerprint(_options, SourceFrames.Truth(_request)));
        List<(string Image, string Scene, bool IsClip)> order = [];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<SourceFrame> queue = Channel.CreateBounded<SourceFrame>(_workers);
        int done = writer.Done.Count;
        Task[] workers = [.. Enumerable.Range(0, _workers).Select(_ => Task.Run(() => Work(queue.Reader, networks, writer, () => _progress(Interlocked.Increment(ref done)), stop), CancellationToken.None))];
        try
        {
            Produce(queue.Writer, order, writer, stop.Token);
        }
        finally
        {
            queue.Writer.TryComplete();
            Task.WaitAll(workers.Select(worker => worker.ContinueWith(_ => { }, TaskScheduler.Default)).ToArray(), CancellationToken.None);
            while (queue.Reader.TryRead(out SourceFrame? left))
            {
                left.Dispose();
            }
        }

        foreach (Task worker in workers)
        {
            worker.GetAwaiter().GetResult();
        }

        cancellation.ThrowIfCancellationRequested();
        return Finish(order, writer);
    }

    private void Produce(ChannelWriter<SourceFrame> queue, List<(string Image, string Scene, bool IsClip)> order, LabelSetWriter writer, CancellationToken cancellation)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        try
        {
            foreach (SourceFrame frame in SourceFrames.Read(_request, _notes.Add, cancellation))
            {
                string image = $"images/{frame.Name}.jpg";
                if (!names.Add(image))
                {
                    frame.Dispose();
                    throw new LabelSetException($"{frame.Origin}: expected images of different names, found two called {frame.Name}.");
                }

                order.Add((image, frame.Scene, frame.IsClip));
                if (writer.Done.ContainsKey(image))
                {
                    frame.Dispose();
                    continue;
                }

                queue.WriteAsync(frame, cancellation).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever stopped it says why: a worker's failure, or the caller.
        }

        if (order.Count == 0 && !cancellation.IsCancellationRequested)
        {
            throw new LabelSetException($"{string.Join(", ", _request.Drives)}: expected images to label, found none.");
        }
    }

    private void Work(ChannelReader<SourceFrame> queue, TeacherNetworks networks, LabelSetWriter writer, Action labelled, CancellationTokenSource stop)
    {
        try
        {
            using FrameLabeller labeller = new(_request, _options, networks, writer);
            while (queue.WaitToReadAsync(stop.Token).AsTask().GetAwaiter().GetResult())
            {
                while (queue.TryRead(out SourceFrame? frame))
                {
                    using (frame)
                    {
                        stop.Token.ThrowIfCancellationRequested();
                        labeller.Label(frame);
                    }

                    labelled();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As above.
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private List<LabelledFrame> Finish(List<(string Image, string Scene, bool IsClip)> order, LabelSetWriter writer)
    {
        List<LabelledFrame> frames = [];
        List<SmoothedClip> clips = [];
        ClipSmoother smoother = new(new ClipSmootherOptions());
        for (int i = 0; i < order.Count;)
        {
            // As the frames lie now: which are left out may have changed since some were labelled.
            string scene = order[i].Scene;
            int end = i + 1;
            while (end < order.Count && order[end].Scene == scene)
            {
                end++;
            }

            LabelledFrame[] clip = [.. order[i..end].Select(item => writer.Done[item.Image] with { Scene = scene })];
            if (order[i].IsClip && !_options.OneLook)
            {
                clips.Add(smoother.Smooth(clip));
                frames.AddRange(clips[^1].Frames);
            }
            else
            {
                frames.AddRange(clip);
            }

            i = end;
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_request.Output)));
        string[] notes = [$"Teachers, where no truth is given: {string.Join(", ", _options.Detectors.Concat(_options.LaneNetworks).Distinct())}.", .. _notes];
        LabelCounts counts = LabelCounts.Of(frames, clips, notes);
        writer.Finish(frames, new Dictionary<string, byte[]>
        {
            [StatisticsFile] = Encoding.UTF8.GetBytes(LabelStatistics.Page($"Labels: {name}", counts)),
            [CountsFile] = LabelStatistics.Json(counts),
            [ContactSheetFile] = ContactSheet.Draw(_request.Output, frames, SheetColumns, SheetRows, SheetTileWidth),
        });
        return frames;
    }
}
