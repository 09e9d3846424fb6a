using System.Diagnostics;
using System.Globalization;

namespace Perception.Benchmarks;

/// <summary>Real subscribers: the command line's own, in a process of theirs, so that nothing they do counts against this one.</summary>
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

    /// <summary>One that decodes every message (<c>perceive listen</c>).</summary>
    public static SubscriberProcess Start(string endpoint)
    {
        // The shell sends what it prints nowhere: reading it here would count against this process.
        (string program, string[] first) = OwnProgram.Start;
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. first, "listen", endpoint, "--json"]);
        return new SubscriberProcess(Process.Start(start)!);
    }

    /// <summary>Many bare ones (<c>perceive bench audience</c>).</summary>
    public static SubscriberProcess StartAudience(string endpoint, int subscribers)
    {
        (string program, string[] first) = OwnProgram.Start;
        return new(Process.Start(program, [.. first, "bench", "audience", endpoint, subscribers.ToString(CultureInfo.InvariantCulture)]));
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
