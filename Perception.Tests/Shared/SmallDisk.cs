using System.Diagnostics;

namespace Perception.Tests.Shared;

/// <summary>Runs a command with a small disk of its own that is full soon: a tmpfs in a mount namespace of the command's.</summary>
internal static class SmallDisk
{
    /// <summary>Runs the command, then lists what it left on the disk on standard error, a line a file.</summary>
    /// <param name="disk">Where the disk is; an existing folder.</param>
    /// <param name="size">As mount takes it, such as 200k.</param>
    /// <param name="command">What runs, in the shell's words.</param>
    /// <param name="listed">What is listed, as find takes it after the folder.</param>
    public static async Task<ProcessResult> RunAsync(string disk, string size, string command, string listed = "")
    {
        Directory.CreateDirectory(disk);
        string mount = $"mount -t tmpfs -o size={size} tmpfs '{disk}'";
        ProcessResult probe = await BashAsync($"unshare --user --map-root-user --mount bash -c \"{mount}\"");
        Assert.SkipUnless(probe.ExitCode == 0, "needs a Linux where a user may mount a small disk of his own (unshare, tmpfs)");
        return await BashAsync(
            $"unshare --user --map-root-user --mount bash -c \"{mount} && {command}; status=\\$?; find '{disk}' -mindepth 1 {listed} >&2; exit \\$status\"");
    }

    /// <summary>Runs the service's real command line.</summary>
    public static string Perceive(string arguments) => Run("perceive.dll", arguments);

    /// <summary>Runs the training's real command line.</summary>
    public static string Train(string arguments) => Run("train.dll", arguments);

    public static async Task<ProcessResult> BashAsync(string command)
    {
        ProcessStartInfo start = new("bash", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true };

        // The runtime's own files would fill the disk's limits.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProcessResult(process.ExitCode, await output, errors);
    }

    private static string Run(string program, string arguments) => $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, program)}' {arguments}";
}
