using System.Security.Cryptography;
using System.Text;

namespace Perception.Teaching;

/// <summary>Tells whether given truth has changed.</summary>
internal static class TruthFiles
{
    /// <summary>One line that changes where a file's name or content does.</summary>
    /// <param name="paths">The truth's files, in any order.</param>
    public static string Fingerprint(IEnumerable<string> paths)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] files = [.. paths.Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            using FileStream content = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(content));
        }

        return $"{files.Length} files, SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
