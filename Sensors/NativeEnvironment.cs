using System.Runtime.InteropServices;

namespace Sensors;

/// <summary>The environment that native libraries read. .NET's own copy of it does not reach them.</summary>
public static partial class NativeEnvironment
{
    private const int KeepExisting = 0;

    /// <summary>Sets a variable that the user has not set. Before other threads read the environment, for C allows no writing beside them.</summary>
    /// <returns>Whether the variable is there now.</returns>
    public static bool SetDefault(string name, string value) => Set(name, value, KeepExisting) == 0;

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(string name, string value, int overwrite);
}
