using System.Buffers.Binary;
using System.IO.Compression;

namespace Simulation.Truth;

/// <summary>Writes the bit masks of a drive, lossless: run lengths of each row's difference from the row above, in a Brotli stream.</summary>
/// <remarks>
/// Layout after decompression: "PMASK001", int32 width, height, frames, masks a frame (little endian); then for each frame and mask
/// an int32 byte count and the run lengths as LEB128, beginning with unchanged pixels, over all rows of mask XOR row above.
/// Not thread safe.
/// </remarks>
public sealed class MaskWriter : IDisposable
{
    public const string Magic = "PMASK001";
    private readonly BrotliStream _stream;
    private readonly int _width;
    private readonly byte[] _runs;

    public MaskWriter(Stream target, int width, int height, int frames, int masks)
    {
        _stream = new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true);
        _width = width;
        _runs = new byte[(width * height * 2) + 16];
        Span<byte> header = stackalloc byte[Magic.Length + 16];
        for (int i = 0; i < Magic.Length; i++)
        {
            header[i] = (byte)Magic[i];
        }

        BinaryPrimitives.WriteInt32LittleEndian(header[8..], width);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], height);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], frames);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], masks);
        _stream.Write(header);
    }

    /// <summary>Appends one mask.</summary>
    /// <param name="pixels">Row-major.</param>
    /// <param name="flag">The bit to write.</param>
    public void Write(ReadOnlySpan<byte> pixels, byte flag)
    {
        int length = 0;
        uint run = 0;
        bool changed = false;
        for (int i = 0; i < pixels.Length; i++)
        {
            int above = i < _width ? 0 : pixels[i - _width];
            bool differs = ((pixels[i] ^ above) & flag) != 0;
            if (differs != changed)
            {
                length = Append(length, run);
                run = 0;
                changed = differs;
            }

            run++;
        }

        length = Append(length, run);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, length);
        _stream.Write(size);
        _stream.Write(_runs.AsSpan(0, length));
    }

    public void Dispose() => _stream.Dispose();

    private int Append(int length, uint run)
    {
        while (run >= 0x80)
        {
            _runs[length++] = (byte)(run | 0x80);
            run >>= 7;
        }

        _runs[length++] = (byte)run;
        return length;
    }
}
