using System.CommandLine;
using Perception.Inference;

namespace Perception.Commands;

/// <summary>The options by which the models commands choose how networks run.</summary>
internal sealed class NetworkRunOptions
{
    private readonly Option<ExecutionProvider> _provider = new("--provider") { Description = "What computes the networks.", DefaultValueFactory = _ => ExecutionProvider.Cpu };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of one run on the processor.", DefaultValueFactory = _ => new NetworkOptions().Threads };
    private readonly Option<bool> _fp16 = new("--fp16") { Description = "Let TensorRT compute in half precision." };
    private readonly Option<int> _device = new("--device") { Description = "Number of the GPU." };
    private readonly Option<bool> _spinning = new("--spinning") { Description = "Let idle worker threads wait by spinning." };

    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_threads);
        command.Options.Add(_fp16);
        command.Options.Add(_device);
        command.Options.Add(_spinning);
    }

    public NetworkOptions Read(ParseResult parsed) => new()
    {
        Provider = parsed.GetValue(_provider),
        Threads = parsed.GetValue(_threads),
        Fp16 = parsed.GetValue(_fp16),
        DeviceId = parsed.GetValue(_device),
        AllowSpinning = parsed.GetValue(_spinning),
    };
}
