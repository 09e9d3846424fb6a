using System.Buffers.Binary;

namespace Sensors.Sources;

/// <summary>What the first bytes of a video file tell, for honest messages and frame counts.</summary>
internal static class VideoContainer
{
    private const int AtomHeader = 8;
    private const int LargeAtomHeader = 16;
    private const int RiffHeader = 12;

    /// <summary>
    /// Whether the container stores how many frames it holds. Of the others (Matroska, MPEG-TS, …) OpenCV only estimates it
    /// from duration and frame rate.
    /// </summary>
    public static bool StoresFrameCount(string path)
    {
        Span<byte> head = stackalloc byte[RiffHeader];
        using FileStream file = File.OpenRead(path);
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == head.Length && (IsMp4(head) || (head.StartsWith("RIFF"u8) && head[8..].StartsWith("AVI"u8)));
    }

    /// <summary>What a file that could not be opened as a video seems to be instead, for "…, found …".</summary>
    public static string DescribeUnreadable(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length == 0)
        {
            return "an empty file";
        }

        Span<byte> head = stackalloc byte[LargeAtomHeader];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == head.Length && IsMp4(head))
        {
            return HasMp4Index(file)
                ? "an MP4 file whose picture stream it cannot decode"
                : "an MP4 file without its index (moov), as when the recording was cut off";
        }

        return $"{file.Length} bytes that are no video it knows";
    }

    private static bool IsMp4(ReadOnlySpan<byte> head) => head[4..].StartsWith("ftyp"u8);

    private static bool HasMp4Index(FileStream file)
    {
        Span<byte> head = stackalloc byte[LargeAtomHeader];
        long position = 0;
        while (position + AtomHeader <= file.Length)
        {
            file.Position = position;
            int read = file.ReadAtLeast(head, AtomHeader, throwOnEndOfStream: false);
            if (head[4..].StartsWith("moov"u8))
            {
                return true;
            }

            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length == 1 && read == LargeAtomHeader)
            {
                length = (long)BinaryPrimitives.ReadUInt64BigEndian(head[AtomHeader..]);
            }

            // Beyond the file's end there is no index; nor may a made-up length overflow the place.
            if (length < AtomHeader || length > file.Length - position)
            {
                return false;
            }

            position += length;
        }

        return false;
    }
}
