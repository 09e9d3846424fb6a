namespace Perception.Benchmarks;

/// <summary>This program, to be started again.</summary>
internal static class OwnProgram
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "perceive.dll");

    /// <summary>What to start, and its first arguments: the assembly through dotnet, or the program itself where it was compiled to one.</summary>
    public static (string File, string[] Arguments) Start => File.Exists(Assembly) ? ("dotnet", ["exec", Assembly]) : (Environment.ProcessPath!, []);
}
