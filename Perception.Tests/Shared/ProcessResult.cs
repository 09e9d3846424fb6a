namespace Perception.Tests.Shared;

/// <summary>How a process ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Asserts that it failed with exactly one sentence on standard error that names everything given.</summary>
    public void AssertOneSentence(params string[] named)
    {
        Assert.True(ExitCode != 0, $"expected a non-zero exit, found 0 with: {Output}{Errors}");
        string[] lines = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string line = Assert.Single(lines);
        Assert.StartsWith("perceive: ", line, StringComparison.Ordinal);
        foreach (string name in named)
        {
            Assert.Contains(name, line, StringComparison.OrdinalIgnoreCase);
        }
    }
}
