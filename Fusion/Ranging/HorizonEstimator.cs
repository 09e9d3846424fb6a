using Fusion.Filters;

namespace Fusion.Ranging;

/// <summary>
/// Learns how far the camera's horizon lies off its calibration from the objects themselves: each tells a little by where it stands
/// against how large it looks, and a wrongly mounted camera makes them all err alike.
/// </summary>
/// <remarks>
/// The offset is common to all objects, an Ornstein–Uhlenbeck process; an object's own is that plus a residual of its own. What an object
/// tells comes from its class's height alone, never from a filter that was told the horizon, so that nothing comes back as news; what it
/// is told leaves out what it said. Not thread safe.
/// </remarks>
internal sealed class HorizonEstimator(RangingOptions options)
{
    private double _mean;
    private double _variance = options.HorizonSigma * options.HorizonSigma;
    private double _weights;
    private double _weighted;

    /// <summary>Forgets what was learned.</summary>
    public void Reset()
    {
        _mean = 0;
        _variance = options.HorizonSigma * options.HorizonSigma;
        Clear();
    }

    /// <summary>Starts a frame: ages what earlier objects told and forgets what the present ones did.</summary>
    public void Step(double dt)
    {
        double keep = Math.Exp(-dt / options.HorizonMemory.TotalSeconds);
        _mean *= keep;
        _variance = (keep * keep * _variance) + ((1 - (keep * keep)) * options.HorizonSigma * options.HorizonSigma);
        Clear();
    }

    /// <summary>Adds what a living object tells.</summary>
    public void Add(in HorizonEvidence evidence)
    {
        _weights += evidence.Weight;
        _weighted += evidence.Weight * evidence.Offset;
    }

    /// <summary>Keeps what an object told that is followed no longer.</summary>
    public void Keep(in HorizonEvidence evidence)
    {
        double information = (1 / _variance) + evidence.Weight;
        _mean = ((_mean / _variance) + (evidence.Weight * evidence.Offset)) / information;
        _variance = 1 / information;
    }

    /// <summary>What the others say of an object's horizon.</summary>
    /// <param name="own">What it told itself; none for an object that is new.</param>
    public HorizonPrior PriorFor(in HorizonEvidence own)
    {
        double information = (1 / _variance) + Math.Max(_weights - own.Weight, 0);
        double mean = ((_mean / _variance) + _weighted - (own.Weight * own.Offset)) / information;
        double common = options.HorizonFloor * options.HorizonFloor;
        double residual = options.HorizonResidualSigma * options.HorizonResidualSigma;
        return new HorizonPrior(mean, Math.Sqrt((1 / information) + common + residual));
    }

    private void Clear()
    {
        _weights = 0;
        _weighted = 0;
    }
}
