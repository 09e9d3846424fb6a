namespace Perception.Service;

/// <summary>The drive that <c>perceive replay</c> takes when none is named.</summary>
public static class DefaultDrive
{
    /// <summary>Names the drive folder, one line; lies in <c>replay-data/</c>.</summary>
    private const string Pointer = "default.txt";

    /// <exception cref="ConfigurationException">There is no default drive here.</exception>
    public static string Find() => TryFind() ?? throw new ConfigurationException(
        $"replay-data/{Pointer}: expected the name of the default drive here or above {AppContext.BaseDirectory}, found none; name a drive: perceive replay DRIVE");

    /// <returns>Null where there is no default drive here.</returns>
    public static string? TryFind()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string pointer = Path.Combine(folder.FullName, "replay-data", Pointer);
            if (File.Exists(pointer))
            {
                return Path.Combine(folder.FullName, "replay-data", File.ReadAllText(pointer).Trim());
            }
        }

        return null;
    }
}
