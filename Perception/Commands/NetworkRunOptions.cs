using System.CommandLine;
using System.CommandLine.Parsing;
using Perception.Inference;

namespace Perception.Commands;

/// <summary>The options by which commands choose how networks run.</summary>
internal sealed class NetworkRunOptions
{
    private readonly Option<ExecutionProvider[]> _providers = new("--providers", "--provider")
    {
        Description = "What computes the networks, e.g. tensorrt,cuda,cpu: the first that can be had; without a fallback behind it what cannot be had is an error",
        CustomParser = ReadProviders,
        DefaultValueFactory = _ => [ExecutionProvider.Cpu],
        HelpName = "cpu|cuda|tensorrt,…",
    };

    private readonly Option<int?> _threads;
    private readonly Option<GraphOptimisation> _optimise = new("--optimise") { Description = "How far ONNX Runtime rewrites the networks: none, basic, extended, all.", DefaultValueFactory = _ => GraphOptimisation.All };
    private readonly Option<bool> _fp16 = new("--fp16") { Description = "Let TensorRT compute in half precision." };
    private readonly Option<int> _device = new("--device") { Description = "Number of the GPU." };
    private readonly Option<bool> _cudaGraph = new("--cuda-graph") { Description = "Record CUDA's launches of one run and replay them; not with tensorrt." };
    private readonly Option<string?> _engineCache = new("--engine-cache") { Description = "Where TensorRT keeps its engines; without it ~/.local/share/perception/engines.", HelpName = "DIR" };
    private readonly Option<bool> _spinning = new("--spinning") { Description = "Let idle worker threads wait by spinning." };

    /// <param name="threads">What is taken where no number of threads is given; null leaves it to the program.</param>
    public NetworkRunOptions(int? threads = NetworkOptions.DefaultThreads)
    {
        _threads = new Option<int?>("--threads") { Description = "Threads of one run on the processor.", DefaultValueFactory = _ => threads };
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _providers, _threads, _optimise, _fp16, _device, _cudaGraph, _engineCache, _spinning })
        {
            command.Options.Add(option);
        }
    }

    public NetworkOptions Read(ParseResult parsed) => new()
    {
        Providers = parsed.GetValue(_providers)!,
        Threads = parsed.GetValue(_threads),
        Optimisation = parsed.GetValue(_optimise),
        Fp16 = parsed.GetValue(_fp16),
        DeviceId = parsed.GetValue(_device),
        CudaGraph = parsed.GetValue(_cudaGraph),
        CacheFolder = parsed.GetValue(_engineCache),
        AllowSpinning = parsed.GetValue(_spinning),
    };

    private static ExecutionProvider[] ReadProviders(ArgumentResult result)
    {
        List<ExecutionProvider> providers = [];
        foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            bool isKnown = Enum.TryParse(name, ignoreCase: true, out ExecutionProvider provider) && string.Equals(Enum.GetName(provider), name, StringComparison.OrdinalIgnoreCase);
            if (!isKnown)
            {
                result.AddError($"--providers: expected cpu, cuda or tensorrt, separated by commas, found '{name}'.");
                return [];
            }

            providers.Add(provider);
        }

        return [.. providers];
    }
}
