using Microsoft.Win32.SafeHandles;
using OpenCvSharp;
using OpenCvSharp.Internal;

namespace Sensors.Sources;

/// <summary>Decodes image files into one caller's image, through one buffer that is reused.</summary>
/// <remarks>Owned and used by one source, on its thread. The images are 8-bit BGR, turned upright where they say how.</remarks>
public sealed class ImageDecoder
{
    private byte[] _encoded = [];

    /// <summary>Reads and decodes one file.</summary>
    /// <returns>Null where the image was read; else what was found instead, for a sentence "…, found …".</returns>
    public string? Read(string path, Mat image)
    {
        int length;
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            length = ReadAll(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"a file that cannot be read ({exception.Message})";
        }

        return length == 0 ? "an empty file" : Decode(_encoded.AsSpan(0, length), image);
    }

    /// <summary>Decodes one image.</summary>
    /// <returns>Null where the image was decoded; else what was found instead.</returns>
    public static unsafe string? Decode(ReadOnlySpan<byte> encoded, Mat image)
    {
        if (encoded.IsEmpty)
        {
            return "an empty one";
        }

        if (ImageCompleteness.IsCutOff(encoded))
        {
            return $"one that is cut off after {encoded.Length} bytes";
        }

        // The native calls, because OpenCvSharp's ImDecode makes a new managed Mat each time.
        nint decoded;
        fixed (byte* bytes = encoded)
        {
            NativeMethods.HandleException(
                NativeMethods.imgcodecs_imdecode_vector(bytes, encoded.Length, (int)ImreadModes.Color, out decoded));
        }

        try
        {
            NativeMethods.HandleException(NativeMethods.core_Mat_copyTo_toMat1(decoded, image.CvPtr));
        }
        finally
        {
            NativeMethods.HandleException(NativeMethods.core_Mat_delete(decoded));
        }

        return image.Empty() ? $"{encoded.Length} bytes that no decoder knows" : null;
    }

    private int ReadAll(SafeFileHandle file)
    {
        int length = checked((int)RandomAccess.GetLength(file));
        if (_encoded.Length < length)
        {
            _encoded = GC.AllocateUninitializedArray<byte>(length + (length / 2));
        }

        int read = 0;
        while (read < length)
        {
            int count = RandomAccess.Read(file, _encoded.AsSpan(read, length - read), read);
            if (count == 0)
            {
                break;
            }

            read += count;
        }

        return read;
    }
}
