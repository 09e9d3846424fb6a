namespace Perception.Tests.Shared;

/// <summary>Where the tests' own repository lies.</summary>
internal static class Repository
{
    /// <summary>The nearest folder above the test binary that holds Perception.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perception.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory}: expected Perception.sln above, found none");
    }
}
