using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Training.Torch;

/// <summary>Makes TorchSharp's native library loadable where the system's C++ runtime is a little older than the one it was built with.</summary>
/// <remarks>
/// The library asks for the symbol version <c>GLIBCXX_3.4.32</c> (GCC 13) for one symbol that no code refers to: an assembler directive in
/// GCC's header <c>iostream</c>. Debian 12 and Ubuntu 22.04 have 3.4.30, and the loader refuses. Marked as weak, the version may be missing
/// (<c>VER_FLG_WEAK</c>, "Linux Standard Base, Symbol Versioning", table of version-needed flags). Only the copy beside the program is changed.
/// </remarks>
public static class TorchLibrary
{
    private const string WantedVersion = "GLIBCXX_3.4.32";
    private const ushort WeakVersion = 2;
    private const uint VersionNeededSection = 0x6ffffffe;
    private const int SectionHeaderSize = 64;

    /// <summary>Call before the first use of TorchSharp.</summary>
    /// <exception cref="TrainingException">The native library is not beside the program.</exception>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!File.Exists(path))
        {
            throw new TrainingException($"{path}: expected TorchSharp's native library, found none.");
        }

        if (NativeLibrary.TryLoad(path, out _))
        {
            return;
        }

        byte[] library = File.ReadAllBytes(path);
        if (!TryWeaken(library))
        {
            throw new TrainingException($"{path}: expected a library that this system can load, found one whose needs it does not meet (see 'ldd').");
        }

        string changed = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(changed, library);
        File.Move(changed, path, overwrite: true);
        _ = NativeLibrary.Load(path);
    }

    /// <summary>Marks the needed version as weak in an ELF64 little-endian file.</summary>
    internal static bool TryWeaken(Span<byte> elf)
    {
        long sections = BinaryPrimitives.ReadInt64LittleEndian(elf[0x28..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        for (int section = 0; section < count; section++)
        {
            ReadOnlySpan<byte> header = elf.Slice((int)sections + (section * SectionHeaderSize), SectionHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == VersionNeededSection)
            {
                int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
                int strings = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
                int libraries = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x2c..]);
                int names = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[((int)sections + (strings * SectionHeaderSize) + 0x18)..]);
                return TryWeaken(elf, offset, libraries, names);
            }
        }

        return false;
    }

    private static bool TryWeaken(Span<byte> elf, int need, int libraries, int names)
    {
        for (int library = 0; library < libraries; library++)
        {
            int versions = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            int version = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (int i = 0; i < versions; i++)
            {
                ReadOnlySpan<byte> name = elf[(names + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(version + 8)..]))..];
                if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == WantedVersion)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(version + 4)..], WeakVersion);
                    return true;
                }

                version += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(version + 12)..]);
            }

            need += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
        }

        return false;
    }
}
