using System.Text;
using OpenCvSharp;

namespace Labelling.Sets;

/// <summary>
/// Writes a set of labels so that it is whole or not there: frames go to <see cref="ProgressFile"/>, images and masks are moved to
/// their place when complete, <see cref="LabelSet.FileName"/> appears at the end. One process writes a folder; thread safe.
/// </summary>
public sealed class LabelSetWriter : IDisposable
{
    public const string ProgressFile = "progress.jsonl";

    private const int JpegQuality = 92;
    private static readonly string[] Folders = ["images", "drivable", "lanes"];
    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LabelledFrame> _done = new(StringComparer.Ordinal);
    private FileStream? _progress;

    private LabelSetWriter(string folder)
    {
        _folder = folder;
    }

    /// <summary>The frames that are labelled already, by the name of their image.</summary>
    public IReadOnlyDictionary<string, LabelledFrame> Done => _done;

    /// <summary>Begins a set, or goes on with one that was stopped.</summary>
    /// <param name="folder">New, empty or holding an unfinished set.</param>
    /// <param name="request">One line: what is asked for; a set that was begun with another is refused.</param>
    /// <exception cref="LabelSetException">The folder holds something else, a finished set or one begun otherwise; or it cannot be written.</exception>
    public static LabelSetWriter Open(string folder, string request)
    {
        string progress = Path.Combine(folder, ProgressFile);
        if (File.Exists(Path.Combine(folder, LabelSet.FileName)) && !File.Exists(progress))
        {
            throw new LabelSetException($"{folder}: expected a new folder or an unfinished set, found a finished set; remove it or name another folder.");
        }

        if (Directory.Exists(folder) && !File.Exists(progress) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new LabelSetException($"{folder}: expected a new or empty folder or an unfinished set, found other files.");
        }

        LabelSetWriter writer = new(folder);
        try
        {
            writer.Continue(progress, request);
            return writer;
        }
        catch (Exception failure)
        {
            writer.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new LabelSetException($"{folder}: expected a folder that can be written, found: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>Stores an image and its masks, then the frame's labels.</summary>
    /// <param name="frame">Its paths say where image and masks go.</param>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="drivable">As <see cref="LabelledFrame.Drivable"/>; null exactly where the frame names none.</param>
    /// <param name="laneLines">As <paramref name="drivable"/>.</param>
    /// <exception cref="LabelSetException">A file cannot be written; nothing of the frame counts as labelled.</exception>
    public void Add(LabelledFrame frame, Mat image, Mat? drivable, Mat? laneLines)
    {
        StoreImage(frame.Image, image, ".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality));
        if (frame.Drivable is not null)
        {
            StoreImage(frame.Drivable, drivable!, ".png");
        }

        if (frame.LaneLines is not null)
        {
            StoreImage(frame.LaneLines, laneLines!, ".png");
        }

        lock (_lock)
        {
            AppendLine(LabelSet.Format(frame));
            _done[frame.Image] = frame;
        }
    }

    /// <summary>Finishes the set.</summary>
    /// <param name="frames">All of it, in order; what else was stored is removed.</param>
    /// <param name="reports">Further files by name, e.g. the statistics.</param>
    /// <exception cref="LabelSetException">A file cannot be written; the set stays unfinished.</exception>
    public void Finish(IReadOnlyList<LabelledFrame> frames, IReadOnlyDictionary<string, byte[]> reports)
    {
        RemoveOthers(frames);
        foreach ((string name, byte[] content) in reports)
        {
            Store(name, content);
        }

        StringBuilder text = new();
        foreach (LabelledFrame frame in frames)
        {
            text.Append(LabelSet.Format(frame)).Append('\n');
        }

        Store(LabelSet.FileName, Encoding.UTF8.GetBytes(text.ToString()));
        _progress?.Dispose();
        _progress = null;
        File.Delete(Path.Combine(_folder, ProgressFile));
    }

    /// <summary>Closes the set. One in which nothing was labelled is removed.</summary>
    public void Dispose()
    {
        if (_progress is null)
        {
            return;
        }

        _progress.Dispose();
        _progress = null;
        if (_done.Count == 0)
        {
            File.Delete(Path.Combine(_folder, ProgressFile));
            RemoveOthers([]);
            if (!Directory.EnumerateFileSystemEntries(_folder).Any())
            {
                Directory.Delete(_folder);
            }
        }
    }

    private void Continue(string path, string request)
    {
        foreach (string name in Folders)
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        long good = 0;
        if (File.Exists(path))
        {
            good = ReadProgress(path, request);
        }

        // Unbuffered, so that what a full disk refuses is not tried again later; and nobody else's meanwhile.
        _progress = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        _progress.SetLength(good);
        _progress.Seek(good, SeekOrigin.Begin);
        if (good == 0)
        {
            AppendLine(request);
        }
    }

    /// <returns>The bytes up to the end of the last whole line.</returns>
    private long ReadProgress(string path, string request)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int start = 0;
        int line = 0;
        while (start < bytes.Length)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            string text = Encoding.UTF8.GetString(bytes, start, length);
            line++;
            if (line == 1)
            {
                if (text != request)
                {
                    throw new LabelSetException($"{path}: expected a set begun as {request}, found one begun as {text}; name another folder.");
                }
            }
            else
            {
                LabelledFrame frame = LabelSet.Parse(text, path, line);
                _done[frame.Image] = frame;
            }

            start += length + 1;
        }

        return start;
    }

    private void AppendLine(string text)
    {
        long end = _progress!.Position;
        try
        {
            _progress.Write(Encoding.UTF8.GetBytes(text + "\n"));
            _progress.Flush();
        }
        catch (IOException failure)
        {
            _progress.SetLength(end);
            _progress.Seek(end, SeekOrigin.Begin);
            throw Unwritable(ProgressFile, failure);
        }
    }

    private void StoreImage(string name, Mat image, string format, params ImageEncodingParam[] parameters)
    {
        Cv2.ImEncode(format, image, out byte[] encoded, parameters);
        Store(name, encoded);
    }

    private void Store(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        string partial = path + ".part";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw Unwritable(name, failure);
        }
    }

    private LabelSetException Unwritable(string name, Exception failure) => new(
        $"{Path.Combine(_folder, name)}: expected room to write, found: {failure.Message.TrimEnd('.')}; what is labelled so far stays, and the same command goes on from there.", failure);

    private void RemoveOthers(IReadOnlyList<LabelledFrame> frames)
    {
        HashSet<string> kept = [.. frames.SelectMany(frame => new[] { frame.Image, frame.Drivable, frame.LaneLines }).OfType<string>().Select(name => Path.Combine(_folder, name))];
        string[] folders = [.. Folders.Select(name => Path.Combine(_folder, name)).Where(Directory.Exists)];
        foreach (string path in folders.SelectMany(Directory.GetFiles))
        {
            if (!kept.Contains(path))
            {
                File.Delete(path);
            }
        }

        foreach (string folder in folders.Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(folder);
        }
    }
}
