using System.Diagnostics;

namespace Perception.Tests.Shared;

/// <summary>The real command line, as a process of its own.</summary>
internal sealed class PerceiveProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private PerceiveProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static PerceiveProcess Start(params string[] arguments) => Start(environment: [], arguments);

    /// <param name="environment">NAME=VALUE, beside what the tests have.</param>
    /// <param name="arguments">The command's.</param>
    private static PerceiveProcess Start(string[] environment, string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");

        // A shell starts what runs in its background with interrupts ignored, and every process after it inherits that: env takes it back.
        ProcessStartInfo start = new("env", ["--default-signal=INT", .. environment, "dotnet", "exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new PerceiveProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        using PerceiveProcess process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs a command to its end for a user with another home folder.</summary>
    public static async Task<ProcessResult> RunAtHomeAsync(string home, params string[] arguments)
    {
        using PerceiveProcess process = Start([$"HOME={home}"], arguments);
        return await process.EndAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ProcessResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return new ProcessResult(_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Sends a signal by its name, e.g. TERM.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
