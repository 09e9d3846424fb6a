using System.ComponentModel.DataAnnotations;
using Sensors;
using Training.Networks;

namespace Training.Runs;

/// <summary>How a network is trained. The defaults are docs/training.md's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Pixels of the network's input; multiples of 32.</summary>
    public (int Width, int Height) Size { get; init; } = (512, 288);

    /// <summary>The smaller input of the first part.</summary>
    public (int Width, int Height) FirstSize { get; init; } = (352, 192);

    /// <summary>Channels of the mask head. Where the network that training starts from has more, those stay that weigh most.</summary>
    [Range(8, 256)]
    [Display(Name = "--mask-channels")]
    public int MaskChannels { get; init; } = 16;

    /// <summary>Share of the steps at the smaller input.</summary>
    [Range(0, 1)]
    [Display(Name = "--small-share")]
    public double FirstShare { get; init; } = 0.5;

    /// <summary>Share of the steps at the end in which the sources' late weights hold.</summary>
    [Range(0, 1)]
    public double LateShare { get; init; } = 0.2;

    [Range(1, 1024)]
    public int Batch { get; init; } = 16;

    /// <summary>Wall-clock budget, minutes; the number of steps is planned from the speed of the first ones. Ignored where <see cref="Steps"/> is set.</summary>
    [Range(0.1, 100000)]
    [Display(Name = "--minutes")]
    public double Minutes { get; init; } = 30;

    /// <summary>Exact number of steps, or null to plan it.</summary>
    [Range(1, 1e9)]
    [Display(Name = "--steps")]
    public long? Steps { get; init; }

    [Range(1e-6, 1)]
    [Display(Name = "--learning-rate")]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>On weights of convolutions only.</summary>
    [Range(0, 1)]
    public double WeightDecay { get; init; } = 0.02;

    [Range(0, 100000)]
    public int WarmUpSteps { get; init; } = 150;

    /// <summary>Share of the learning rate at the end of the cosine.</summary>
    [Range(0, 1)]
    public double FinalShare { get; init; } = 0.02;

    /// <summary>Largest decay of the averaged weights.</summary>
    [Range(0, 1)]
    public double AveragingDecay { get; init; } = 0.998;

    [Range(0.001, 1e6)]
    public double GradientLimit { get; init; } = 10;

    /// <summary>Weight of the box loss beside the others.</summary>
    [Range(0, 100)]
    public double BoxLossWeight { get; init; } = 2;

    /// <summary>
    /// How much a cell that finds a vehicle, a pedestrian, a two-wheeler counts (the order of <see cref="Labelling.Sets.LabelSet.Classes"/>): road users
    /// outside vehicles are few and small.
    /// </summary>
    public IReadOnlyList<float> ClassWeights { get; init; } = [1, 2.5f, 2.5f];

    /// <summary>The parts that are trained; the others stay as the network that training starts from has them.</summary>
    public IReadOnlyCollection<NetworkPart> Parts { get; init; } = Enum.GetValues<NetworkPart>();

    public long Seed { get; init; } = 1;

    [Range(1, 256)]
    [Display(Name = "--threads")]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Trains in bfloat16 where the convolutions run; weights stay in float32.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Trains on the first CUDA device.</summary>
    public bool Cuda { get; init; }

    /// <summary>Most pixels across that are kept of a frame in memory.</summary>
    [Range(32, 8192)]
    public int StoredWidth { get; init; } = 768;

    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Steps between validations.</summary>
    [Range(1, 1000000)]
    public int ValidateEvery { get; init; } = 400;

    /// <exception cref="TrainingException">A value is out of range.</exception>
    public void Validate()
    {
        if (OptionRanges.Fault(this) is { } fault)
        {
            throw new TrainingException(fault);
        }

        if (ClassWeights.Count != Labelling.Sets.LabelSet.Classes.Count || ClassWeights.Any(weight => !(weight > 0) || !float.IsFinite(weight)))
        {
            throw new TrainingException(FormattableString.Invariant(
                $"the class weights: expected {Labelling.Sets.LabelSet.Classes.Count} numbers above 0, found {string.Join(", ", ClassWeights)}."));
        }

        foreach ((int width, int height) in (ReadOnlySpan<(int, int)>)[Size, FirstSize])
        {
            if (width < 32 || height < 32 || width % 32 != 0 || height % 32 != 0)
            {
                throw new TrainingException($"--size: expected multiples of 32 pixels, found {width}x{height}.");
            }
        }
    }
}
