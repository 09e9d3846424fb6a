using System.Buffers.Binary;

namespace Perception.Tests.Sensors;

/// <summary>Takes the bare picture stream out of an AVI file, whose frames are chunks named <c>00dc</c>.</summary>
public static class ElementaryStream
{
    public static string Extract(string avi, string path)
    {
        byte[] bytes = File.ReadAllBytes(avi);
        using FileStream stream = File.Create(path);
        int movi = bytes.AsSpan().IndexOf("movi"u8) + 4;
        while (movi + 8 <= bytes.Length && bytes.AsSpan(movi, 4).SequenceEqual("00dc"u8))
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(movi + 4));
            stream.Write(bytes, movi + 8, length);
            movi += 8 + length + (length % 2);
        }

        return path;
    }
}
