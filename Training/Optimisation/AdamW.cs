using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Training.Optimisation;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2). Owns its moments, which a checkpoint keeps.</summary>
/// <remarks>Weight decay acts on tensors of two or more dimensions: on the weights of convolutions, not on biases and normalisation.</remarks>
internal sealed class AdamW : IDisposable
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;
    private readonly List<(Parameter Weights, Tensor First, Tensor Second)> _moments = [];
    private readonly double _weightDecay;

    public AdamW(IEnumerable<Parameter> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        foreach (Parameter parameter in parameters)
        {
            _moments.Add((parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope()));
        }
    }

    /// <summary>First and second moment of each parameter in turn.</summary>
    public IEnumerable<Tensor> Moments => _moments.SelectMany(moment => new[] { moment.First, moment.Second });

    /// <summary>Follows the parameters' gradients.</summary>
    /// <param name="step">Steps taken before this one.</param>
    /// <param name="learningRate">Of this step.</param>
    public void Step(long step, double learningRate)
    {
        using IDisposable quiet = no_grad();
        double firstCorrection = 1 - Math.Pow(FirstDecay, step + 1);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(SecondDecay, step + 1));
        foreach ((Parameter weights, Tensor first, Tensor second) in _moments)
        {
            if (weights.grad is not { } gradient)
            {
                continue;
            }

            if (weights.dim() > 1)
            {
                _ = weights.mul_(1 - (learningRate * _weightDecay));
            }

            _ = first.lerp_(gradient, 1 - FirstDecay);
            _ = second.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
            Tensor scale = (second.sqrt() / secondCorrection).add_(Epsilon);
            _ = weights.addcdiv_(first, scale, -learningRate / firstCorrection);
        }
    }

    public void Dispose()
    {
        foreach ((_, Tensor first, Tensor second) in _moments)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
