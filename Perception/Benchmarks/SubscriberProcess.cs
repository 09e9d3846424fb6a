using System.Diagnostics;
using System.Globalization;

namespace Perception.Benchmarks;

/// <summary>Real subscribers: the command line's own, in a process of theirs, so that nothing they do counts against this one.</summary>
internal sealed class SubscriberProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");

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

    /// <summary>One that decodes every message (<c>perceive listen</c>).</summary>
    public static SubscriberProcess Start(string endpoint)
    {
        // The shell sends what it prints nowhere: reading it here would count against this process.
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec dotnet exec \"$0\" listen \"$1\" --json >/dev/null 2>&1", Program, endpoint]);
        return new SubscriberProcess(Process.Start(start)!);
    }

    /// <summary>Many bare ones (<c>perceive bench audience</c>).</summary>
    public static SubscriberProcess StartAudience(string endpoint, int subscribers) =>
        new(Process.Start("dotnet", ["exec", Program, "bench", "audience", endpoint, subscribers.ToString(CultureInfo.InvariantCulture)]));

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
