using System.CommandLine;
using Evaluation.Reports;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive models list</c>: every known network, and whether its file is here.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        Option<string[]> folders = ModelsCommand.FoldersOption();
        Command command = new("list", "List the known networks and where their files are.") { folders };
        command.SetAction(parsed => List(ModelCatalogue.Load(parsed.GetValue(folders)!), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int List(ModelCatalogue catalogue, TextWriter output)
    {
        TextTable table = new("network", "tasks", "input", "licence", "file");
        foreach (NetworkManifest manifest in catalogue.Manifests)
        {
            table.Add(
                manifest.Name,
                string.Join("+", manifest.Tasks).ToLowerInvariant(),
                $"{manifest.Input.Width}x{manifest.Input.Height}",
                manifest.Licence,
                catalogue.Find(manifest) ?? (manifest.Download == null ? "absent" : "absent: perceive models fetch " + manifest.Name));
        }

        table.Write(output);
        output.WriteLine();
        foreach (ManifestException unread in catalogue.Unread)
        {
            output.WriteLine(unread.Message);
        }

        output.WriteLine($"Searched: {string.Join(", ", catalogue.Folders)}");
        foreach (NetworkTask task in Enum.GetValues<NetworkTask>())
        {
            output.WriteLine($"Default for {task.ToString().ToLowerInvariant()}: {Default(catalogue, task)}");
        }

        return 0;
    }

    /// <summary>Its name; where the manifest of one that is preferred cannot be read, that there is none, for it is told of already.</summary>
    private static string Default(ModelCatalogue catalogue, NetworkTask task)
    {
        try
        {
            return catalogue.DefaultFor(task).Manifest.Name;
        }
        catch (ManifestException)
        {
            return "none, for the manifest of one that is preferred cannot be read";
        }
    }
}
