using System.Diagnostics;
using System.Globalization;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Benchmarks;

/// <summary>A Python process that receives messages and tells when each came. Its clock is this process's: Linux's monotonic one, nanoseconds.</summary>
internal sealed class PythonSubscriber : IDisposable
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Bare pyzmq: what a planner in Python gets before it looks into a message.</summary>
    private const string Script = """
        import sys, time, zmq
        endpoint, topic, count = sys.argv[1], sys.argv[2].encode(), int(sys.argv[3])
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.setsockopt(zmq.RCVHWM, 2 * count)
        socket.setsockopt(zmq.RCVTIMEO, 20000)
        socket.connect(endpoint)
        socket.setsockopt(zmq.SUBSCRIBE, topic)
        times = [0] * count
        for i in range(count):
            socket.recv_multipart()
            times[i] = time.monotonic_ns()
        sys.stdout.write("\n".join(map(str, times)))
        """;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly int _count;

    private PythonSubscriber(Process process, int count)
    {
        _process = process;
        _count = count;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Whether this machine has Python with pyzmq.</summary>
    public static bool IsThere()
    {
        if (!File.Exists(Python) || !OperatingSystem.IsLinux())
        {
            return false;
        }

        using Process probe = Run("import zmq");
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    public static PythonSubscriber Start(string endpoint, int count) =>
        new(Run(Script, endpoint, Topics.World, count.ToString(CultureInfo.InvariantCulture)), count);

    /// <summary>Waits for the last message.</summary>
    /// <returns>When each message came, as <see cref="TimeProvider.GetTimestamp"/> counts.</returns>
    /// <exception cref="PublisherException">Not all came.</exception>
    public long[] ReadTimes(TimeSpan patience)
    {
        if (!_output.Wait(patience) || _output.Result.Length == 0)
        {
            throw new PublisherException($"the Python subscriber: expected {_count} messages within {patience.TotalSeconds:0} s, found fewer");
        }

        return [.. _output.Result.Split('\n').Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Run(string script, params string[] arguments)
    {
        ProcessStartInfo start = new(Python, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
