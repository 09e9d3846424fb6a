using System.ComponentModel.DataAnnotations;
using Perception.Inference;

namespace Perception.Tests.Inference;

public sealed class NetworkOptionsTests
{
    [Fact]
    public void Validate_Default_IsValid() => Assert.Empty(Faults(new NetworkOptions()));

    [Fact]
    public void Validate_NoProvider_SaysSo() => AssertFault("providers: expected at least one", new NetworkOptions { Providers = [] });

    [Fact]
    public void Validate_ProviderTwice_SaysSo() =>
        AssertFault("providers: expected each provider once", new NetworkOptions { Providers = [ExecutionProvider.Cpu, ExecutionProvider.Cpu] });

    [Fact]
    public void Validate_HalfPrecisionWithoutTensorRt_SaysSo() =>
        AssertFault("fp16: expected tensorRt", new NetworkOptions { Fp16 = true, Providers = [ExecutionProvider.Cuda, ExecutionProvider.Cpu] });

    [Fact]
    public void Validate_EngineCacheWithoutTensorRt_SaysSo() => AssertFault("engineCache: expected tensorRt", new NetworkOptions { CacheFolder = "cache" });

    [Fact]
    public void Validate_CudaGraphOnTheProcessor_SaysSo() => AssertFault("cudaGraph: expected a GPU", new NetworkOptions { CudaGraph = true });

    [Theory]
    [InlineData(ExecutionProvider.TensorRt)]
    [InlineData(ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Cuda, ExecutionProvider.TensorRt)]
    public void Validate_CudaGraphWithTensorRt_SaysSo(params ExecutionProvider[] providers) =>
        AssertFault("cudaGraph: expected no tensorRt", new NetworkOptions { CudaGraph = true, Providers = providers });

    [Fact]
    public void Validate_CudaGraphWithFallback_IsValid() =>
        Assert.Empty(Faults(new NetworkOptions { CudaGraph = true, Providers = [ExecutionProvider.Cuda, ExecutionProvider.Cpu] }));

    [Fact]
    public void Validate_HalfPrecisionWithFallback_IsValid() =>
        Assert.Empty(Faults(new NetworkOptions { Fp16 = true, Providers = [ExecutionProvider.TensorRt, ExecutionProvider.Cpu] }));

    [Theory]
    [InlineData(GraphOptimisation.None)]
    [InlineData(GraphOptimisation.Basic)]
    [InlineData(GraphOptimisation.Extended)]
    [InlineData(GraphOptimisation.All)]
    public void Load_EveryOptimisation_GivesTheStoredAnswer(GraphOptimisation optimisation)
    {
        ResolvedNetwork resolved = ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448");
        using Network network = Network.Load(resolved, new NetworkOptions { Optimisation = optimisation });
        using GoldenGuard guard = new(network, GoldenExpectation.LoadFor(resolved.Manifest)!, GoldenOptions.For(network));

        GoldenResult result = guard.Check();

        Assert.True(result.IsMatch, result.Message);
    }

    private static void AssertFault(string start, NetworkOptions options) =>
        Assert.StartsWith(start, Assert.Single(Faults(options)).ErrorMessage, StringComparison.Ordinal);

    private static List<ValidationResult> Faults(NetworkOptions options)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
