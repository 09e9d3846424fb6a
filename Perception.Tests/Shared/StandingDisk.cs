using System.Diagnostics;

namespace Perception.Tests.Shared;

/// <summary>A file on a disk that stands still: a pipe that is full and that nobody reads. Until this is disposed.</summary>
internal sealed class StandingDisk : IDisposable
{
    private readonly Process _holder;

    private StandingDisk(Process holder) => _holder = holder;

    /// <summary>Makes the file, in an existing folder.</summary>
    public static async Task<StandingDisk> MakeAsync(string path)
    {
        const string hold = "exec 2>/dev/null; mkfifo \"$0\" && exec 3<>\"$0\" && dd if=/dev/zero of=\"$0\" bs=4096 oflag=nonblock conv=notrunc; echo full; exec sleep infinity";
        StandingDisk disk = new(Process.Start(new ProcessStartInfo("bash", ["-c", hold, path]) { RedirectStandardOutput = true })!);
        try
        {
            Assert.Equal("full", await disk._holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }
        catch
        {
            disk.Dispose();
            throw;
        }

        return disk;
    }

    public void Dispose()
    {
        _holder.Kill();
        _holder.Dispose();
    }
}
