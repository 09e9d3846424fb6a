using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Simulation.Truth;

/// <summary>Reads what <see cref="MaskWriter"/> wrote, frame by frame. Not thread safe.</summary>
public sealed class MaskReader : IDisposable
{
    private readonly BrotliStream _stream;
    private readonly string _source;
    private byte[] _runs = [];

    /// <param name="source">The compressed stream; disposed with the reader.</param>
    /// <param name="name">For messages, e.g. the file's path.</param>
    /// <exception cref="SimulationException">The stream isn't a mask file.</exception>
    public MaskReader(Stream source, string name)
    {
        _source = name;
        _stream = new BrotliStream(source, CompressionMode.Decompress);
        byte[] header = new byte[MaskWriter.Magic.Length + 16];
        Fill(header);
        string magic = Encoding.ASCII.GetString(header, 0, MaskWriter.Magic.Length);
        if (magic != MaskWriter.Magic)
        {
            throw new SimulationException($"{name}: expected a mask file that begins with {MaskWriter.Magic}, found other bytes.");
        }

        Width = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        Height = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        FrameCount = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
        MaskCount = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(20));
    }

    public int Width { get; }

    public int Height { get; }

    public int FrameCount { get; }

    /// <summary>Masks a frame: paint, then drivable.</summary>
    public int MaskCount { get; }

    /// <summary>Reads the next mask.</summary>
    /// <param name="pixels">Row-major; becomes 1 where the mask is set, else 0.</param>
    public void Read(Span<byte> pixels)
    {
        byte[] size = new byte[4];
        Fill(size);
        int length = BinaryPrimitives.ReadInt32LittleEndian(size);
        if (length < 0 || length > (Width * Height * 2) + 16)
        {
            throw new SimulationException($"{_source}: expected a mask of at most {Width * Height * 2} bytes, found {length}.");
        }

        if (_runs.Length < length)
        {
            _runs = new byte[length];
        }

        Fill(_runs.AsSpan(0, length));
        int at = 0;
        int i = 0;
        byte changed = 0;
        while (at < length && i < pixels.Length)
        {
            uint run = 0;
            int shift = 0;
            byte part;
            do
            {
                part = _runs[at++];
                run |= (uint)(part & 0x7F) << shift;
                shift += 7;
            }
            while ((part & 0x80) != 0 && at < length);

            for (uint k = 0; k < run && i < pixels.Length; k++, i++)
            {
                pixels[i] = (byte)((i < Width ? 0 : pixels[i - Width]) ^ changed);
            }

            changed ^= 1;
        }
    }

    public void Dispose() => _stream.Dispose();

    private void Fill(Span<byte> target)
    {
        try
        {
            _stream.ReadExactly(target);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or InvalidOperationException)
        {
            throw new SimulationException($"{_source}: expected more mask bytes, found the end or damaged data.", exception);
        }
    }
}
