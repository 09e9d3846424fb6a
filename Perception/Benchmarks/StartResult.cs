using System.Text.Json;
using System.Text.Json.Serialization;
using Perception.Service;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench start</c> found: medians of all starts; the ratio is taken start by start.</summary>
/// <param name="Starts">How many there were.</param>
/// <param name="FirstMessageMs">From the start of the process to the first message handed to the socket.</param>
/// <param name="LoadMs">Of it, loading every network's session.</param>
/// <param name="WarmUpMs">Of it, the networks' first runs.</param>
/// <param name="RatioToLoading">First message to loading; the goal is at most 1.5.</param>
internal sealed record StartResult(int Starts, double FirstMessageMs, double LoadMs, double WarmUpMs, double RatioToLoading)
{
    public static StartResult Of(IReadOnlyList<StartCost> costs) => new(
        costs.Count,
        Median.Of(costs.Select(cost => cost.FirstMessageMs ?? double.NaN)),
        Median.Of(costs.Select(cost => cost.LoadMs)),
        Median.Of(costs.Select(cost => cost.WarmUpMs)),
        Median.Of(costs.Select(cost => (cost.FirstMessageMs ?? double.NaN) / cost.LoadMs)));

    public string ToJson() => JsonSerializer.Serialize(this, StartJson.Default.StartResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StartResult))]
internal sealed partial class StartJson : JsonSerializerContext;
