using System.Diagnostics;
using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class CppClientTests(CppClient client) : ForeignClientTests
{
    private protected override IForeignClient Client { get; } = client;

    [Fact]
    public void Messages_HashAndVersion_AreTheCodes()
    {
        string messages = File.ReadAllText(Path.Combine(Repository.Root, "clients", "cpp", "include", "perception_client", "messages.hpp"));

        Assert.Contains($"schema_version = {WireSchema.Version};", messages, StringComparison.Ordinal);
        Assert.Contains($"schema_hash = \"{WireSchema.Hash}\";", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_Interrupted_EndsWithoutAFailure()
    {
        Client.Require();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using Process listening = Client.Listen("tcp://127.0.0.1:9", "--stale-after", "0.01");
        Task<string> printed = listening.StandardOutput.ReadToEndAsync(patience.Token);
        await listening.StandardError.ReadLineAsync(patience.Token);

        using Process interrupt = Process.Start("kill", ["-INT", $"{listening.Id}"]);
        await listening.WaitForExitAsync(patience.Token);

        Assert.Equal(0, listening.ExitCode);
        Assert.Empty(await printed);
    }
}
