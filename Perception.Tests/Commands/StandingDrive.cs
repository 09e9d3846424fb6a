using Microsoft.Win32.SafeHandles;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>A drive whose opening stands still, as on a network disk that is gone: a pipe that never gives a byte.</summary>
internal sealed class StandingDrive : IDisposable
{
    private readonly string _path;
    private SafeFileHandle? _silent;

    private StandingDrive(string path) => _path = path;

    /// <param name="path">Where it is; its ending is a video's.</param>
    public static async Task<StandingDrive> MakeAsync(string path)
    {
        Assert.Equal(0, (await SmallDisk.BashAsync($"mkfifo '{path}'")).ExitCode);
        return new StandingDrive(path);
    }

    /// <summary>Waits until somebody opens it, who then waits for bytes that never come.</summary>
    public async Task OpenedAsync() =>
        _silent = await Task.Run(() => File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), TestContext.Current.CancellationToken);

    public void Dispose() => _silent?.Dispose();
}
