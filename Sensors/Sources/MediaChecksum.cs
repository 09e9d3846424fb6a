using System.Security.Cryptography;

namespace Sensors.Sources;

/// <summary>Verifies the SHA-256 sums that a drive's manifest states.</summary>
internal static class MediaChecksum
{
    /// <exception cref="DriveException">The file is missing or its sum differs.</exception>
    public static void Verify(string path, string expectedHex)
    {
        if (!File.Exists(path))
        {
            throw new DriveException($"{path}: expected a file with SHA-256 {expectedHex}, found none");
        }

        using FileStream file = File.OpenRead(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (!string.Equals(found, expectedHex, StringComparison.OrdinalIgnoreCase))
        {
            throw new DriveException($"{path}: expected SHA-256 {expectedHex}, found {found}");
        }
    }
}
