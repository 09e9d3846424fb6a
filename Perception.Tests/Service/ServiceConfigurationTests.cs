using Perception.Inference;
using Perception.Pipeline;
using Perception.Service;
using Perception.Tests.Shared;

namespace Perception.Tests.Service;

public sealed class ServiceConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NoInferenceSection_RunsOnTheProcessorAndChecksEveryFiveMinutes()
    {
        ServiceConfiguration configuration = Load("");

        Assert.Equal([ExecutionProvider.Cpu], configuration.DetectorOptions.Providers);
        Assert.Null(configuration.DetectorOptions.Threads);
        Assert.Equal(GuardMode.Check, configuration.Guard.Mode);
        Assert.Equal(TimeSpan.FromMinutes(5), configuration.Guard.Interval);
    }

    [Fact]
    public void Load_InferenceSection_OwnKeysOfANetworkWinOverTheCommonOnes()
    {
        ServiceConfiguration configuration = Load("""
            inference:
              providers: [tensorrt, cuda, cpu]
              threads: 3
              optimise: extended
              fp16: true
              device: 1
              lanes:
                providers: [cpu]
                threads: 1
                fp16: false
            guard:
              mode: require
              everyMinutes: 0.5
              warmUpRuns: 20
            """);

        Assert.Equal([ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu], configuration.DetectorOptions.Providers);
        Assert.Equal((3, true, 1, GraphOptimisation.Extended), (configuration.DetectorOptions.Threads, configuration.DetectorOptions.Fp16, configuration.DetectorOptions.DeviceId, configuration.DetectorOptions.Optimisation));
        Assert.Equal([ExecutionProvider.Cpu], configuration.LaneOptions.Providers);
        Assert.Equal((1, false, 1), (configuration.LaneOptions.Threads, configuration.LaneOptions.Fp16, configuration.LaneOptions.DeviceId));
        Assert.Equal((GuardMode.Require, TimeSpan.FromSeconds(30), 20), (configuration.Guard.Mode, configuration.Guard.Interval, configuration.Guard.WarmUpRuns));
    }

    [Fact]
    public void Load_EngineCache_IsRelativeToTheFile()
    {
        ServiceConfiguration configuration = Load("""
            inference:
              detector: {providers: [tensorRt], engineCache: engines}
            """);

        Assert.Equal(_folder.At("engines"), configuration.DetectorOptions.CacheFolder);
        Assert.Null(configuration.LaneOptions.CacheFolder);
    }

    [Fact]
    public void Load_DeliverySection_IsReadByTheNamesOfThePolicies()
    {
        ServiceConfiguration configuration = Load("""
            delivery: {capture: latencyBound(80 ms), recording: lossless}
            metrics: http://*:9464
            """);

        Assert.Equal(DeliveryPolicy.LatencyBound(TimeSpan.FromMilliseconds(80)), configuration.Delivery.Capture);
        Assert.Equal(DeliveryPolicy.Lossless, configuration.Delivery.Recording);
        Assert.Equal("http://*:9464", configuration.Metrics);
        Assert.Null(configuration.Cameras[0].Delivery);
    }

    [Fact]
    public void Load_NoDeliverySection_TheNewestWinsAndNoRecordingHoldsAFrameUp()
    {
        ServiceConfiguration configuration = Load("");

        Assert.Equal((DeliveryPolicy.Latest, DeliveryPolicy.Latest), (configuration.Delivery.Capture, configuration.Delivery.Recording));
        Assert.Null(configuration.Metrics);
    }

    [Theory]
    [InlineData("delivery: {capture: newest}", "capture expected lossless, latest, latencyBound(TIME)")]
    [InlineData("delivery: {capture: every(0)}", "found 'every(0)'")]
    [InlineData("delivery: {publish: latest}", "unknown key 'delivery.publish'")]
    [InlineData("inference: {speed: 3}", "unknown key 'inference.speed'")]
    [InlineData("inference: {detector: {speed: 3}}", "unknown key 'inference.detector.speed'")]
    [InlineData("inference: {providers: [gpu]}", "providers[0] expected one of cpu, cuda, tensorRt, found 'gpu'")]
    [InlineData("inference: {providers: [1]}", "expected one of cpu, cuda, tensorRt, found '1'")]
    [InlineData("inference: {providers: []}", "providers: expected at least one provider, found none")]
    [InlineData("inference: {providers: [cpu, cpu]}", "expected each provider once")]
    [InlineData("inference: {fp16: true}", "fp16: expected tensorRt among the providers")]
    [InlineData("inference: {threads: 0}", "Threads")]
    [InlineData("inference: {device: 99}", "DeviceId")]
    [InlineData("inference: {optimise: most}", "optimise expected one of none, basic, extended, all, found 'most'")]
    [InlineData("guard: {mode: sometimes}", "mode expected one of check, require, off, found 'sometimes'")]
    [InlineData("guard: {everyMinutes: -1}", "everyMinutes expected 0")]
    [InlineData("guard: {warmUpRuns: 0}", "WarmUpRuns")]
    [InlineData("guard: {often: true}", "unknown key 'guard.often'")]
    public void Load_WhatCannotBe_NamesFileLineAndKey(string section, string expected)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(section));

        Assert.StartsWith(_folder.At("config.yaml") + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private ServiceConfiguration Load(string sections) => ServiceConfiguration.Load(
        _folder.Write("config.yaml", $"schema: 1\ncameras: [{{id: a, address: 0}}]\n{sections}\n"));
}
