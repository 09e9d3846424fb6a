using System.Diagnostics;

namespace Perception.Benchmarks;

/// <summary>A real subscriber: the command line's <c>listen</c>, in a process of its own, so that nothing it does counts against this one.</summary>
internal sealed class SubscriberProcess : IDisposable
{
    private readonly Process _process;

    private SubscriberProcess(Process process) => _process = process;

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static SubscriberProcess Start(string endpoint)
    {
        // The shell sends what it prints nowhere: reading it here would count against this process.
        string program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec dotnet exec \"$0\" listen \"$1\" --json >/dev/null 2>&1", program, endpoint]);
        return new SubscriberProcess(Process.Start(start)!);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
