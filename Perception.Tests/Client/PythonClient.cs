using System.Diagnostics;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <summary>Runs the Python client as its users do.</summary>
internal static class PythonClient
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Skips the calling test where the interpreter, pyzmq or msgpack is not installed.</summary>
    public static void Require()
    {
        if (!File.Exists(Interpreter))
        {
            Assert.Skip($"needs {Interpreter}");
        }

        using Process probe = Start("-c", "import importlib.util, sys; sys.exit(None in map(importlib.util.find_spec, ['zmq', 'msgpack']))");
        probe.WaitForExit();
        if (probe.ExitCode != 0)
        {
            Assert.Skip("needs python3-zmq and python3-msgpack");
        }
    }

    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        return Process.Start(start)!;
    }
}
