using TorchSharp;
using Training.Losses;
using Training.Networks;
using Training.Onnx;
using Training.Runs;
using Training.Samples;
using Training.Torch;
using static TorchSharp.torch;

namespace Training.Optimisation;

/// <summary>Takes one step after another: losses, gradients, optimiser, average. Owns both networks.</summary>
internal sealed class NetworkTrainer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly Device _device;
    private readonly WeightAverage _averaging;
    private readonly Dictionary<(int, int), (CellAssigner Assigner, CellTargets Targets)> _targets = [];

    public NetworkTrainer(int classes, TrainingOptions options)
    {
        _options = options;
        _device = options.Cuda ? CUDA : CPU;
        ScalarType precision = options.HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32;
        Network = new TriTaskNetwork(classes, options.MaskChannels, precision).to(_device);
        Network.TrainOnly(options.Parts);
        Average = new TriTaskNetwork(classes, options.MaskChannels).to(_device);
        Average.eval();
        Average.load_state_dict(Network.state_dict());
        _averaging = new WeightAverage(Average, Network, options.AveragingDecay);
        Optimiser = new AdamW(Network.parameters(), options.WeightDecay);
    }

    public TriTaskNetwork Network { get; }

    /// <summary>The averaged weights: what is validated and shipped. In evaluation mode.</summary>
    public TriTaskNetwork Average { get; }

    public AdamW Optimiser { get; }

    /// <summary>Starts from exported weights; a wider mask head is made as narrow as the network's.</summary>
    /// <exception cref="TrainingException">Their mask head is narrower.</exception>
    public void Adopt(FoldedWeights weights)
    {
        WeightTransfer.Adopt(Network, weights.WithMaskChannels(Network.MaskChannels));
        Average.load_state_dict(Network.state_dict());
    }

    /// <summary>Trains on a batch.</summary>
    /// <returns>False, and nothing is changed, where the loss is not a finite number.</returns>
    public bool TryStep(SampleBatch batch, long step, double learningRate, out StepLoss loss)
    {
        using CollectionPause pause = new();
        using DisposeScope scope = NewDisposeScope();
        Network.train();
        long[] half = [batch.Count, 2, batch.Height / 2, batch.Width / 2];
        Tensor image = tensor(batch.Images, [batch.Count, 3, batch.Height, batch.Width], ScalarType.Byte, _device).to(ScalarType.Float32);
        TriTaskOutput output = Network.forward(image);
        (Tensor classes, Tensor boxes) = DetectionLoss.Of(output, Assign(batch), _options.ClassWeights);
        (Tensor drivable, Tensor lanes) = MaskLoss.Of(output.MaskLogits, tensor(batch.Masks, half, device: _device), tensor(batch.Known, half, device: _device));
        Tensor total = classes + (_options.BoxLossWeight * boxes) + drivable + lanes;
        loss = new StepLoss(classes.item<float>(), boxes.item<float>(), drivable.item<float>(), lanes.item<float>());
        if (!double.IsFinite(loss.Total(_options.BoxLossWeight)))
        {
            return false;
        }

        Network.zero_grad();
        total.backward();
        double norm = nn.utils.clip_grad_norm_(Network.parameters(), _options.GradientLimit);
        if (!double.IsFinite(norm))
        {
            return false;
        }

        Optimiser.Step(step, learningRate);
        _averaging.Update(step);
        return true;
    }

    public void Dispose()
    {
        Optimiser.Dispose();
        Network.Dispose();
        Average.Dispose();
    }

    private CellTargets Assign(SampleBatch batch)
    {
        if (!_targets.TryGetValue((batch.Width, batch.Height), out (CellAssigner Assigner, CellTargets Targets) found) || found.Targets.Images != batch.Count)
        {
            CellAssigner assigner = new(batch.Width, batch.Height, new AssignmentOptions());
            found = (assigner, new CellTargets(batch.Count, assigner.Cells));
            _targets[(batch.Width, batch.Height)] = found;
        }

        found.Targets.Clear();
        for (int image = 0; image < batch.Count; image++)
        {
            found.Assigner.Assign(image, batch.Boxes[image], found.Targets);
        }

        return found.Targets;
    }
}
