using System.Buffers;

namespace Perception.Recording;

/// <summary>Writes lines to a file on a thread of its own: only who wants to waits for a disk that is slow.</summary>
/// <remarks>
/// So many lines wait at most, in buffers that are used again. What is written reaches the file as soon as no further line waits. A disk that
/// takes nothing for so long stands still: then, as after any other failure, no more lines are taken and <see cref="Fault"/> says why.
/// Owns the file, whose older content goes, or is kept under another name, with the first line. Thread safe but for <see cref="Add"/>, which one caller at a time calls.
/// </remarks>
internal sealed class LineWriter : IDisposable
{
    /// <summary>Lines.</summary>
    public const int MostWaiting = 64;

    /// <summary>How long the disk may take nothing; shorter than the stage that records may stand still (<see cref="Pipeline.StageWatchdog.RecordPatience"/>), so that no stage is started anew because of a disk.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly bool _keepsOlder;
    private readonly ArrayBufferWriter<byte>[] _lines = [.. Enumerable.Range(0, MostWaiting).Select(_ => new ArrayBufferWriter<byte>())];
    private readonly SemaphoreSlim _free = new(MostWaiting);
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Thread _writer;
    private FileStream _file;
    private long _added;
    private long _written;
    private volatile bool _isClosed;
    private volatile IOException? _fault;

    /// <param name="file">Its path stands in what is told of it.</param>
    /// <param name="keepsOlder">Whether its older content is kept (<see cref="RecordingFile.KeepOlder"/>).</param>
    public LineWriter(FileStream file, bool keepsOlder = false)
    {
        _file = file;
        _keepsOlder = keepsOlder;
        _writer = new Thread(Run) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Why not every line that was added is in the file, as one sentence; null while none is missing. Settled by <see cref="Dispose"/>.</summary>
    public string? Fault => _fault?.Message;

    /// <summary>Takes the place of one line, which <see cref="Add"/> fills.</summary>
    /// <param name="waits">Whether to wait while too many lines wait already.</param>
    /// <returns>False where there is no room, or the file is closed.</returns>
    /// <exception cref="IOException">An earlier line could not be written.</exception>
    public bool TryReserve(bool waits)
    {
        if (_isClosed)
        {
            return false;
        }

        ThrowIfFailed();
        long before = Volatile.Read(ref _written);
        while (!_free.Wait(waits ? Patience : TimeSpan.Zero))
        {
            if (!waits)
            {
                return false;
            }

            if (!HasMoved(before))
            {
                ThrowIfFailed();
            }

            before = Volatile.Read(ref _written);
        }

        if (_fault is null && !_isClosed)
        {
            return true;
        }

        // Whoever else waits is to see it too.
        _free.Release();
        ThrowIfFailed();
        return false;
    }

    /// <param name="line">With its line feed.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        ArrayBufferWriter<byte> buffer = _lines[_added % MostWaiting];
        buffer.ResetWrittenCount();
        buffer.Write(line);
        Volatile.Write(ref _added, _added + 1);
        _waiting.Release();
    }

    /// <summary>Waits until every line is written, or none will be.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        // Wakes both who waits for room and the writer, which finds no line and ends.
        _isClosed = true;
        _free.Release();
        _waiting.Release();
        for (long before = Volatile.Read(ref _written); !_writer.Join(Patience); before = Volatile.Read(ref _written))
        {
            if (!HasMoved(before))
            {
                return;
            }
        }
    }

    /// <summary>Whether the disk has taken a line since; otherwise it stands still, and that is the fault.</summary>
    private bool HasMoved(long before)
    {
        long written = Volatile.Read(ref _written);
        if (written == before)
        {
            _fault ??= new IOException(
                $"{_file.Name}: expected a disk that takes what is logged, found it standing still for {Patience.TotalSeconds:0} s with {Volatile.Read(ref _added) - written} lines to write");
        }

        return written != before;
    }

    private void ThrowIfFailed()
    {
        if (_fault is { } fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private void Run()
    {
        try
        {
            WriteLines();
        }
        catch (Exception failure)
        {
            _fault ??= failure as IOException ?? new IOException($"{_file.Name}: expected to write the log, found {failure.Message}", failure);
            _free.Release();
        }
    }

    private void WriteLines()
    {
        try
        {
            while (TryNext(out ArrayBufferWriter<byte>? line))
            {
                if (_written == 0 && _file.CanSeek && _file.Length > 0)
                {
                    BeginAnew();
                }

                _file.Write(line!.WrittenSpan);
                Volatile.Write(ref _written, _written + 1);
                _free.Release();
            }
        }
        finally
        {
            _file.Dispose();
        }
    }

    private void BeginAnew()
    {
        if (!_keepsOlder)
        {
            _file.SetLength(0);
            return;
        }

        RecordingFile.KeepOlder(_file.Name);
        _file.Dispose();
        _file = RecordingFile.Open(_file.Name, FileMode.Create);
    }

    /// <returns>False at the end.</returns>
    private bool TryNext(out ArrayBufferWriter<byte>? line)
    {
        if (!_waiting.Wait(TimeSpan.Zero))
        {
            _file.Flush();
            _waiting.Wait();
        }

        bool isThere = _written < Volatile.Read(ref _added);
        line = isThere ? _lines[_written % MostWaiting] : null;
        return isThere;
    }
}
