using static TorchSharp.torch;

namespace Training.Optimisation;

/// <summary>An exponential average of a network's weights and statistics over the steps, kept in a network of its own.</summary>
internal sealed class WeightAverage
{
    private readonly List<(Tensor Average, Tensor Current)> _pairs = [];
    private readonly double _largestDecay;

    public WeightAverage(nn.Module average, nn.Module current, double largestDecay)
    {
        _largestDecay = largestDecay;
        Dictionary<string, Tensor> currents = current.state_dict();
        foreach ((string name, Tensor tensor) in average.state_dict())
        {
            _pairs.Add((tensor, currents[name]));
        }
    }

    /// <summary>Follows quickly at first: the decay is (1 + step) / (10 + step) up to its limit.</summary>
    public void Update(long step)
    {
        using IDisposable quiet = no_grad();
        double decay = Math.Min(_largestDecay, (1.0 + step) / (10 + step));
        foreach ((Tensor average, Tensor current) in _pairs)
        {
            _ = average.is_floating_point() ? average.lerp_(current, 1 - decay) : average.copy_(current);
        }
    }
}
