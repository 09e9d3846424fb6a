using System.CommandLine;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive models fetch NAME</c>: downloads a network into the user's folder.</summary>
internal static class ModelsFetchCommand
{
    private const int Mebibyte = 1 << 20;

    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "The network." };
        Option<string[]> folders = ModelsCommand.FoldersOption();
        Option<string> into = new("--into") { Description = "Where to put it; default: the user's folder of networks.", HelpName = "DIR", DefaultValueFactory = _ => ModelFolders.User() };
        Command command = new("fetch", "Download a network's file, resuming and checking its hash.") { name, folders, into };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            NetworkManifest manifest = ModelCatalogue.Load(parsed.GetValue(folders)!).Manifest(parsed.GetValue(name)!);
            TextWriter output = parsed.InvocationConfiguration.Output;
            using HttpClient client = new();
            ModelFetcher fetcher = new(client);
            output.WriteLine($"{manifest.Name}: {manifest.Download ?? manifest.Origin}, licence {manifest.Licence}");
            string path = await fetcher.FetchAsync(manifest, parsed.GetValue(into)!, new ProgressLines(output), cancellationToken).ConfigureAwait(false);
            output.WriteLine($"{path}: SHA-256 is right.");
            return 0;
        });
        return command;
    }

    private sealed class ProgressLines(TextWriter output) : IProgress<FetchProgress>
    {
        private long _lastMebibyte;

        public void Report(FetchProgress value)
        {
            long mebibyte = value.Bytes / Mebibyte;
            if (mebibyte != _lastMebibyte)
            {
                _lastMebibyte = mebibyte;
                output.WriteLine(value.TotalBytes is long total ? $"{mebibyte} of {total / Mebibyte} MiB" : $"{mebibyte} MiB");
            }
        }

    }
}
