using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>
/// A network that is loaded, checked against its manifest and ready to run.
/// </summary>
/// <remarks>
/// Ownership: whoever loads it disposes it, after all of its bindings. Thread safety: <see cref="Run"/> may be called from
/// several threads at once with different bindings.
/// </remarks>
public sealed class Network : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    private Network(ResolvedNetwork source, InferenceSession session, ExecutionProvider provider)
    {
        Path = source.Path;
        Manifest = source.Manifest;
        Provider = provider;
        _session = session;
    }

    public NetworkManifest Manifest { get; }

    /// <summary>The ONNX file.</summary>
    public string Path { get; }

    /// <summary>What computes the network; differs from what was asked for only where a fallback was listed.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>Loads a network and checks its hash, inputs and outputs.</summary>
    /// <exception cref="ModelContractException">The file is not what the manifest says, or not an ONNX network.</exception>
    /// <exception cref="ProviderException">The provider cannot be had and no fallback is listed that can.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static Network Load(ResolvedNetwork network, NetworkOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        CheckHash(network);
        (InferenceSession session, ExecutionProvider provider) = SessionFactory.Open(network, options);
        Network loaded = new(network, session, provider);
        try
        {
            NetworkContract.Check(session, network);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Makes the pre-allocated input and output of one frame in flight, for images of one size.</summary>
    /// <returns>The caller owns it and disposes it before the network.</returns>
    public NetworkBinding CreateBinding(int imageWidth, int imageHeight) => new(this, _session, imageWidth, imageHeight);

    /// <summary>Runs the network on the binding's input; the binding's outputs then hold the answer. Allocates nothing managed.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public void Run(NetworkBinding binding)
    {
        if (binding.Network != this)
        {
            throw new ArgumentException($"The binding belongs to {binding.Network.Manifest.Name}.", nameof(binding));
        }

        try
        {
            if (Provider != ExecutionProvider.Cpu)
            {
                binding.BindInputs();
            }

            _session.RunWithBinding(_runOptions, binding.IoBinding);
            if (Provider != ExecutionProvider.Cpu)
            {
                binding.IoBinding.SynchronizeBoundOutputs();
            }
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException($"{Manifest.Name}: the run failed on {Provider}: {error.Message.ReplaceLineEndings(" ")}.", error);
        }
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private static void CheckHash(ResolvedNetwork network)
    {
        try
        {
            using FileStream file = File.OpenRead(network.Path);
            string found = Convert.ToHexStringLower(SHA256.HashData(file));
            if (found != network.Manifest.Sha256)
            {
                throw new ModelContractException($"{network.Path}: expected SHA-256 {network.Manifest.Sha256}, found {found}.");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelContractException($"{network.Path}: expected a readable file, found: {error.Message}", error);
        }
    }
}
