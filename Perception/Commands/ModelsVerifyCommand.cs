using System.CommandLine;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive models verify</c>: hash, contract, decoder and golden frame of each network that is here.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        Argument<string[]> names = new("NAME") { Description = "The networks; none: all whose files are here.", Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> folders = ModelsCommand.FoldersOption();
        Option<bool> record = new("--record") { Description = "Store the networks' answers to the golden frame as what is expected from now on." };
        NetworkRunOptions run = new();
        Command command = new("verify", "Check hash, inputs and outputs, decoder and golden frame of networks.") { names, folders, record };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Load(parsed.GetValue(folders)!);
            bool isOfAll = parsed.GetValue(names)!.Length == 0;
            IReadOnlyList<ResolvedNetwork> networks = isOfAll ? catalogue.Here : catalogue.Select(parsed.GetValue(names)!);
            IReadOnlyList<ManifestException> unread = isOfAll ? catalogue.Unread : [];
            return Verify(networks, unread, run.Read(parsed), parsed.GetValue(record), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Verify(IReadOnlyList<ResolvedNetwork> networks, IReadOnlyList<ManifestException> unread, NetworkOptions options, bool record, TextWriter output)
    {
        if (record && options.Providers is not [ExecutionProvider.Cpu])
        {
            throw new ProviderException($"--record: expected the provider cpu alone, with whose answers those of all are compared, found {string.Join(',', options.Providers.Select(ExecutionProviders.Name))}.");
        }

        int faults = unread.Count;
        foreach (ManifestException fault in unread)
        {
            output.WriteLine(fault.Message);
        }

        foreach (ResolvedNetwork resolved in networks)
        {
            string verdict;
            try
            {
                verdict = VerifyOne(resolved, options, record, out bool isRight);
                faults += isRight ? 0 : 1;
            }
            catch (ModelException error)
            {
                verdict = error.Message;
                faults++;
            }

            output.WriteLine(verdict);
        }

        output.WriteLine($"{networks.Count + unread.Count} networks, {faults} wrong.");
        return faults == 0 ? 0 : 1;
    }

    private static string VerifyOne(ResolvedNetwork resolved, NetworkOptions options, bool record, out bool isRight)
    {
        using Network network = SharedOptions.LoadNetwork(resolved, options);
        _ = DecoderRegistry.Standard.CreateObjectDecoder(network);
        _ = DecoderRegistry.Standard.CreateMaskDecoder(network);
        string path = GoldenExpectation.PathFor(resolved.Manifest);
        isRight = true;
        if (record)
        {
            GoldenExpectation.Record(network).Save(path);
            return $"{resolved.Manifest.Name} on {ExecutionProviders.Name(network.Provider)}: recorded in {path}.";
        }

        if (GoldenExpectation.LoadFor(resolved.Manifest) is not GoldenExpectation expectation)
        {
            return $"{resolved.Manifest.Name} on {ExecutionProviders.Name(network.Provider)}: hash, inputs, outputs and decoder are right; no golden frame is stored ({path}).";
        }

        using GoldenGuard guard = new(network, expectation, GoldenOptions.For(network));
        GoldenResult result = guard.Check();
        isRight = result.IsMatch;
        return result.IsMatch ? $"{result.Message} Hash, inputs, outputs and decoder are right." : result.Message;
    }
}
