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

    public bool HasEnded => _process.HasExited;

    private static string[] Program => ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "perceive.dll")];

    public static PerceiveProcess Start(params string[] arguments) => Launch([.. Program, .. arguments]);

    /// <param name="script">What a shell does, with the command as <c>"$@"</c>; it gives its place up to the command (exec).</param>
    /// <param name="arguments">The command's.</param>
    public static PerceiveProcess StartInShell(string script, params string[] arguments) => Launch(["bash", "-c", script, "bash", .. Program, .. arguments]);

    /// <param name="command">What runs, behind NAME=VALUE of what its environment has beside the tests' own.</param>
    private static PerceiveProcess Launch(string[] command)
    {
        // A shell starts what runs in its background with interrupts ignored, and every process after it inherits that: env takes it back.
        ProcessStartInfo start = new("env", ["--default-signal=INT", .. command])
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
        using PerceiveProcess process = Launch([$"HOME={home}", .. Program, .. arguments]);
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
