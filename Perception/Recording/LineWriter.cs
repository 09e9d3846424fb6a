using System.Buffers;

namespace Perception.Recording;

/// <summary>Writes lines to a file on a thread of its own: only who wants to waits for a disk that is slow or stands still.</summary>
/// <remarks>
/// So many lines wait at most, in buffers that are used again. What is written reaches the file as soon as no further line waits.
/// Owns the file, whose older content goes with the first line. One caller at a time adds; <see cref="Dispose"/> may come beside it.
/// </remarks>
internal sealed class LineWriter : IDisposable
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte>[] _lines = [.. Enumerable.Range(0, MostWaiting).Select(_ => new ArrayBufferWriter<byte>())];
    private readonly SemaphoreSlim _free = new(MostWaiting);
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Thread _writer;
    private long _added;
    private long _written;
    private volatile bool _isClosed;
    private volatile bool _isFaultTold;
    private volatile IOException? _fault;

    /// <param name="file">Its path stands in what is thrown.</param>
    public LineWriter(FileStream file)
    {
        _file = file;
        _writer = new Thread(Run) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <param name="line">With its line feed.</param>
    /// <param name="waits">Whether to wait while too many lines wait already.</param>
    /// <returns>False where there is no room, or the file is closed.</returns>
    /// <exception cref="IOException">An earlier line could not be written.</exception>
    public bool TryAdd(ReadOnlySpan<byte> line, bool waits)
    {
        bool hasRoom = _free.Wait(waits ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        if (_fault is { } fault)
        {
            _isFaultTold = true;
            throw new IOException(fault.Message, fault);
        }

        if (!hasRoom || _isClosed)
        {
            return false;
        }

        ArrayBufferWriter<byte> buffer = _lines[_added % MostWaiting];
        buffer.ResetWrittenCount();
        buffer.Write(line);
        Volatile.Write(ref _added, _added + 1);
        _waiting.Release();
        return true;
    }

    /// <summary>Waits until every line is written, or the disk has stood still for so long that none will be.</summary>
    /// <exception cref="IOException">A line cannot be written, and nobody was told.</exception>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _waiting.Release();
        _free.Release();
        for (long before = Volatile.Read(ref _written); !_writer.Join(Patience); before = Volatile.Read(ref _written))
        {
            long written = Volatile.Read(ref _written);
            if (written == before)
            {
                throw new IOException(
                    $"{_file.Name}: expected a disk that takes what is logged, found it standing still for {Patience.TotalSeconds:0} s with {Volatile.Read(ref _added) - written} lines to write");
            }
        }

        if (_fault is { } fault && !_isFaultTold)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private void Run()
    {
        try
        {
            using (_file)
            {
                while (TryNext(out ArrayBufferWriter<byte>? line))
                {
                    if (_written == 0 && _file.CanSeek && _file.Length > 0)
                    {
                        _file.SetLength(0);
                    }

                    _file.Write(line!.WrittenSpan);
                    Volatile.Write(ref _written, _written + 1);
                    _free.Release();
                }
            }
        }
        catch (IOException failure)
        {
            _fault = failure;

            // One waits at most; whoever comes later finds room, and the fault.
            _free.Release(MostWaiting);
        }
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
