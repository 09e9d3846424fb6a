namespace Sensors.Cameras;

/// <summary>A window on a byte stream that can be searched and taken from; its memory is reused. Used by one thread.</summary>
internal sealed class StreamBuffer(Stream stream)
{
    private const int FirstSize = 64 * 1024;

    private byte[] _bytes = new byte[FirstSize];
    private int _start;
    private int _end;

    /// <summary>What has been read and not yet taken.</summary>
    public ReadOnlySpan<byte> Window => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Takes bytes off the front of the window.</summary>
    public void Take(int count) => _start += count;

    /// <summary>Reads until the window holds so many bytes.</summary>
    /// <returns>False where the stream ends before.</returns>
    public bool TryFill(int count)
    {
        while (_end - _start < count)
        {
            if (!TryReadMore(count))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads until the window holds a mark.</summary>
    /// <param name="mark">The bytes to look for.</param>
    /// <param name="limit">Once the window holds so many bytes without the mark, no more are read; all that it holds is searched.</param>
    /// <returns>Where the mark begins, or -1 where the stream ends or the limit stops the reading before it.</returns>
    public int Find(ReadOnlySpan<byte> mark, int limit)
    {
        int searched = 0;
        while (true)
        {
            int at = Window[searched..].IndexOf(mark);
            if (at >= 0)
            {
                return searched + at;
            }

            searched = Math.Max(0, Window.Length - mark.Length + 1);
            if (Window.Length >= limit || !TryReadMore(Window.Length + 1))
            {
                return -1;
            }
        }
    }

    private bool TryReadMore(int needed)
    {
        if (_start > 0 && (_end == _bytes.Length || _start + needed > _bytes.Length))
        {
            Window.CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (_start + needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }

        int read = stream.Read(_bytes.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
