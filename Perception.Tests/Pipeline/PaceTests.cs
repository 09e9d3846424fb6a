using System.ComponentModel.DataAnnotations;
using Perception.Inference;
using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class PaceTests
{
    [Theory]
    [InlineData("max", null)]
    [InlineData("realtime", 1.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("4", 4.0)]
    public void TryParse_KnownText_GivesFactor(string text, double? factor)
    {
        Assert.True(Pace.TryParse(text, out Pace pace));
        Assert.Equal(factor, pace.Factor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(Pace.TryParse(text, out _));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(8, 2)]
    [InlineData(1, 2)]
    public void ForThroughput_GivenCores_GivesEachNetworkAWorkerOfOneThreadForEveryCore(int cores, int networks)
    {
        ThreadBudget budget = ThreadBudget.ForThroughput(cores, networks);
        Assert.Equal(1, budget.ThreadsPerNetwork);
        Assert.Equal(cores, budget.WorkersPerNetwork);
        Assert.True(budget.FramesInFlight > cores);
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(64, 2)]
    [InlineData(256, 2)]
    public void ForThroughput_MachineOfManyCores_IsWhatAPipelineTakes(int cores, int networks)
    {
        PipelineOptions options = PipelineOptions.For(ThreadBudget.ForThroughput(cores, networks));
        options.Validate();
        Assert.Equal(Math.Min(cores, PipelineOptions.MostFramesInFlight), options.WorkersPerNetwork);
        Assert.InRange(options.FramesInFlight, options.WorkersPerNetwork, PipelineOptions.MostFramesInFlight);
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(8, 2, 4)]
    [InlineData(1, 2, 1)]
    public void ForLatency_GivenCores_SharesThemOverOneFrame(int cores, int networks, int threads)
    {
        ThreadBudget budget = ThreadBudget.ForLatency(cores, networks);
        Assert.Equal(threads, budget.ThreadsPerNetwork);
        Assert.Equal(1, budget.WorkersPerNetwork);
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(8, 2, 4)]
    [InlineData(1, 2, 1)]
    [InlineData(1024, 2, 256)]
    public void ForLatency_Machine_SharesItsCoresUpToWhatARunTakes(int cores, int networks, int threads)
    {
        ThreadBudget budget = ThreadBudget.ForLatency(cores, networks);
        Assert.Equal(threads, budget.ThreadsPerNetwork);
        NetworkOptions options = new() { Threads = budget.ThreadsPerNetwork };
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
    }
}
