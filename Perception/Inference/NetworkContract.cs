using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Compares the inputs and outputs of an ONNX file with what its manifest says.</summary>
internal static class NetworkContract
{
    /// <summary>Checks names, element types and shapes. Dimensions that the file leaves open are checked by running the network.</summary>
    /// <returns>How many images each run takes where the file fixes that; 1 where it leaves it open.</returns>
    /// <exception cref="ModelContractException">Something differs.</exception>
    /// <exception cref="ProviderException">A GPU failed on running it.</exception>
    public static int Check(InferenceSession session, ResolvedNetwork network, NetworkOptions options, ExecutionProvider provider)
    {
        NetworkManifest manifest = network.Manifest;
        int fixedBatch = CheckStated(session, network);
        bool isDynamic = manifest.Outputs.Any(output => session.OutputMetadata[output.Name].Dimensions.Any(dimension => dimension < 0));
        if (isDynamic)
        {
            Probe(session, network, fixedBatch, options, provider);
        }

        if (fixedBatch < manifest.MaxBatch)
        {
            Probe(session, network, manifest.MaxBatch, options, provider);
        }

        return fixedBatch;
    }

    /// <summary>Checks what the file states, without running it.</summary>
    /// <returns>How many images each run takes where the file fixes that; 1 where it leaves it open.</returns>
    /// <exception cref="ModelContractException">Something differs.</exception>
    public static int CheckStated(InferenceSession session, ResolvedNetwork network)
    {
        NetworkManifest manifest = network.Manifest;
        IReadOnlyList<TensorContract> inputs = [manifest.Input.Tensor, .. manifest.ExtraInputs.Select(input => input.Tensor)];
        int fixedBatch = FixedBatch(session, manifest);
        CheckAll(network.Path, "input", inputs, session.InputMetadata, fixedBatch);
        CheckAll(network.Path, "output", manifest.Outputs, session.OutputMetadata, fixedBatch);
        return fixedBatch;
    }

    // A file whose first dimension is open takes any number of images up to the manifest's; another takes exactly the manifest's.
    private static int FixedBatch(InferenceSession session, NetworkManifest manifest)
    {
        bool isOpen = session.InputMetadata.TryGetValue(manifest.Input.Tensor.Name, out NodeMetadata? image) && image.Dimensions is [< 0, ..];
        return isOpen ? 1 : manifest.MaxBatch;
    }

    private static void CheckAll(
        string path, string side, IReadOnlyList<TensorContract> expected, IReadOnlyDictionary<string, NodeMetadata> found, int images)
    {
        foreach (TensorContract tensor in expected)
        {
            if (!found.TryGetValue(tensor.Name, out NodeMetadata? metadata))
            {
                throw new ModelContractException($"{path}: expected an {side} '{tensor.Name}', found {string.Join(", ", found.Keys)}.");
            }

            bool sameType = metadata.ElementType == (tensor.Kind == TensorKind.Float ? typeof(float) : typeof(long));
            if (!sameType || !Matches(tensor.Shape, metadata.Dimensions, images))
            {
                throw Mismatch(path, tensor, images, $"[{string.Join(',', metadata.Dimensions)}] {metadata.ElementDataType.ToString().ToLowerInvariant()}");
            }
        }

        if (side == "input" && found.Count != expected.Count)
        {
            IEnumerable<string> unknown = found.Keys.Except(expected.Select(tensor => tensor.Name));
            throw new ModelContractException($"{path}: expected {expected.Count} inputs, found also {string.Join(", ", unknown)}.");
        }
    }

    private static bool Matches(IReadOnlyList<int> expected, int[] found, int images)
    {
        bool matches = expected.Count == found.Length;
        for (int i = 0; matches && i < found.Length; i++)
        {
            matches = found[i] < 0 || found[i] == (i == 0 ? images : 1) * expected[i];
        }

        return matches;
    }

    /// <summary>Runs the network once on so many empty images and compares the shapes of its answers.</summary>
    /// <exception cref="ModelContractException">The processor cannot run it, or a shape differs.</exception>
    /// <exception cref="ProviderException">A GPU cannot run it, which need not be the file's fault: the next provider may.</exception>
    public static void Probe(InferenceSession session, ResolvedNetwork network, int images, NetworkOptions options, ExecutionProvider provider)
    {
        NetworkManifest manifest = network.Manifest;
        using NativeTensor image = new(manifest.Input.Tensor, images);
        List<NativeTensor> extras = [.. manifest.ExtraInputs.Select(input => NetworkBinding.CreateConstant(input, images))];
        try
        {
            string[] inputNames = [manifest.Input.Tensor.Name, .. extras.Select(extra => extra.Contract.Name)];
            string[] outputNames = [.. manifest.Outputs.Select(output => output.Name)];
            // A fault is told in one sentence below; ONNX Runtime need not print it as well.
            using RunOptions runOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            runOptions.AddRunConfigEntry(NetworkBatch.GraphId, NetworkBatch.NoGraph);
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(runOptions, inputNames, [image.Value, .. extras.Select(extra => extra.Value)], outputNames);
            for (int i = 0; i < outputs.Count; i++)
            {
                int[] shape = [.. outputs[i].GetTensorTypeAndShape().Shape.Select(dimension => (int)dimension)];
                if (!Matches(manifest.Outputs[i].Shape, shape, images))
                {
                    throw Mismatch(network.Path, manifest.Outputs[i], images, $"[{string.Join(',', shape)}] on running it");
                }
            }
        }
        catch (OnnxRuntimeException error) when (provider != ExecutionProvider.Cpu)
        {
            throw new ProviderException(
                $"{manifest.Name}: the provider {ExecutionProviders.Name(provider)} fails on running {manifest.Input.Tensor.Of(images)}: {RuntimeFault.Explain(provider, options.DeviceId, error.Message)}.", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelContractException($"{network.Path}: expected a network that runs on {manifest.Input.Tensor.Of(images)}, found: {RuntimeFault.OneLine(error.Message)}.", error);
        }
        finally
        {
            extras.ForEach(extra => extra.Dispose());
        }
    }

    private static ModelContractException Mismatch(string path, TensorContract expected, int images, string found) =>
        new($"{path}: {expected.Name} expected {expected.Of(images)}, found {found}.");
}
