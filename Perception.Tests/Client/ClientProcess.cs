using System.Diagnostics;

namespace Perception.Tests.Client;

/// <summary>A client's process with its outputs redirected. It does not outlive this: a test that fails leaves none behind.</summary>
internal sealed class ClientProcess : Process
{
    private bool _isStarted;

    private ClientProcess()
    {
    }

    public static ClientProcess Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ClientProcess process = new()
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        foreach ((string name, string value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process._isStarted = process.Start();
        return process;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _isStarted && !HasExited)
        {
            Kill(entireProcessTree: true);
            WaitForExit();
        }

        _isStarted = false;
        base.Dispose(disposing);
    }
}
