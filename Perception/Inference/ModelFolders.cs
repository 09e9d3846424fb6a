namespace Perception.Inference;

/// <summary>The two folders in which networks are looked for without being named.</summary>
public static class ModelFolders
{
    /// <summary>The file by which the project's own models folder is known.</summary>
    public const string DefaultsFile = "defaults.yaml";

    /// <summary>The project's <c>models/</c>: the nearest above the program that holds <see cref="DefaultsFile"/>.</summary>
    /// <exception cref="ModelNotFoundException">There is none: the program was copied without it.</exception>
    public static string Project()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "models");
            if (File.Exists(Path.Combine(models, DefaultsFile)))
            {
                return models;
            }
        }

        throw new ModelNotFoundException($"{AppContext.BaseDirectory}: expected a folder models with {DefaultsFile} here or above, found none.");
    }

    /// <summary>Where fetched networks go: <c>perception/models</c> in the user's data folder. It need not exist.</summary>
    public static string User() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "perception", "models");
}
