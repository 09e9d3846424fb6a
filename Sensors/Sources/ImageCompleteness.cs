using System.Buffers.Binary;

namespace Sensors.Sources;

/// <summary>
/// Whether an encoded image is all there. OpenCV fills what is missing of a cut-off JPEG with grey and says nothing, which
/// must not reach a detector.
/// </summary>
/// <remarks>Sources: ITU-T T.81 annex B (JPEG markers), W3C PNG specification section 5 (chunks). Allocates nothing.</remarks>
internal static class ImageCompleteness
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Stuffed = 0x00;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const int PngChunkOverhead = 12;

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>True where the bytes begin as a JPEG or PNG image and end before its end; false for other formats.</summary>
    public static bool IsCutOff(ReadOnlySpan<byte> encoded)
    {
        if (encoded.StartsWith(JpegStart))
        {
            return !HasJpegEnd(encoded[2..]);
        }

        return encoded.StartsWith(PngSignature) && !HasPngEnd(encoded[PngSignature.Length..]);
    }

    private static bool HasJpegEnd(ReadOnlySpan<byte> rest)
    {
        // Segments carry their length; the compressed picture after a scan header ends at the next true marker.
        while (rest.Length >= 2 && rest[0] == Marker)
        {
            byte kind = rest[1];
            if (kind == EndOfImage)
            {
                return true;
            }

            if (kind == Marker)
            {
                rest = rest[1..];
                continue;
            }

            int length = rest.Length >= 4 ? 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) : int.MaxValue;
            if (length > rest.Length)
            {
                return false;
            }

            rest = rest[length..];
            if (kind == StartOfScan)
            {
                rest = rest[LengthOfScan(rest)..];
            }
        }

        return false;
    }

    private static int LengthOfScan(ReadOnlySpan<byte> scan)
    {
        int at = 0;
        while (true)
        {
            int step = scan[at..].IndexOf(Marker);
            if (step < 0 || at + step + 1 >= scan.Length)
            {
                return scan.Length;
            }

            at += step;
            byte next = scan[at + 1];
            if (next is not Stuffed and not (>= FirstRestart and <= LastRestart))
            {
                return at;
            }

            at += 2;
        }
    }

    private static bool HasPngEnd(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= PngChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - PngChunkOverhead)
            {
                return false;
            }

            if (rest[4..8].SequenceEqual("IEND"u8))
            {
                return true;
            }

            rest = rest[(PngChunkOverhead + (int)length)..];
        }

        return false;
    }
}
