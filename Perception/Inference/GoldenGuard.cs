using System.Globalization;
using OpenCvSharp;
using Sensors;

namespace Perception.Inference;

/// <summary>
/// Sends the golden frame through a network's own preprocessing and provider and compares the answer with the stored one:
/// catches a wrong channel order or scaling, a provider that computes something else, NaN and empty answers.
/// </summary>
/// <remarks>Holds a binding of its own, so that it may check while the network serves frames; one check at a time. Dispose before the network.</remarks>
public sealed class GoldenGuard : IDisposable
{
    private readonly Network _network;
    private readonly GoldenExpectation _expectation;
    private readonly GoldenOptions _options;
    private readonly NetworkBinding _binding;
    private readonly NetworkBatch? _batch;
    private readonly NetworkBinding[] _full = [];
    private readonly Mat _frame = GoldenFrame.Draw();

    /// <exception cref="ModelContractException">The expectation was made for another file or other outputs.</exception>
    public GoldenGuard(Network network, GoldenExpectation expectation, GoldenOptions options)
    {
        OptionRanges.Require(options);
        if (expectation.Sha256 != network.Manifest.Sha256)
        {
            throw new ModelContractException($"{GoldenExpectation.PathFor(network.Manifest)}: expected the answer of {network.Manifest.Sha256}, found that of {expectation.Sha256}.");
        }

        _network = network;
        _expectation = expectation;
        _options = options;
        _binding = network.CreateBinding(_frame.Width, _frame.Height);
        if (network.MaxBatch > 1)
        {
            _batch = network.CreateBatch();
            _full = [.. Enumerable.Repeat(_binding, network.MaxBatch)];
        }
    }

    /// <summary>Runs the network so often; <see cref="CheckAnswer"/> then compares the last answer.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public WarmUpCost WarmUp(int runs, TimeProvider time)
    {
        _binding.Preprocess(_frame);
        return WarmUpCost.Measure(_network, _binding, runs, time);
    }

    /// <summary>Runs one check; a network that takes several images is checked on one and, by its last answer, on as many as it takes.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public GoldenResult Check()
    {
        _binding.Preprocess(_frame);
        _network.Run(_binding);
        return CheckAnswer();
    }

    /// <summary>The same for an answer that is there.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public GoldenResult CheckAnswer()
    {
        GoldenResult alone = Compare();
        if (_batch is null || !alone.IsMatch)
        {
            return alone;
        }

        // Every place of the batch holds the same frame and writes to the same binding, so that the last place's answer stays.
        _batch.Run(_full);
        return Compare();
    }

    public void Dispose()
    {
        _batch?.Dispose();
        _binding.Dispose();
        _frame.Dispose();
    }

    private GoldenResult Compare()
    {
        GoldenResult worst = new(true, 0, "");
        foreach (GoldenOutput expected in _expectation.Outputs)
        {
            GoldenResult result = Compare(expected);
            if (!result.IsMatch)
            {
                return result;
            }

            worst = result.RelativeDifference >= worst.RelativeDifference ? result : worst;
        }

        return worst;
    }

    private GoldenResult Compare(GoldenOutput expected)
    {
        NetworkManifest manifest = _network.Manifest;
        int index = Enumerable.Range(0, manifest.Outputs.Count).FirstOrDefault(i => manifest.Outputs[i].Name == expected.Name, -1);
        if (index < 0)
        {
            return Fault(expected, double.NaN, "is expected, but the manifest has no such output");
        }

        ReadOnlySpan<float> output = _binding.Output(index);
        if (!FiniteCheck.AllFinite(output))
        {
            return Fault(expected, double.NaN, "holds NaN or infinity");
        }

        if (expected.TakeFrom(manifest.Outputs[index], output) is not float[] found)
        {
            return Fault(expected, double.NaN, $"is not of the shape of the {expected.Samples.Count} samples that are stored");
        }

        double relative = expected.Difference(found);
        string share = relative.ToString("P2", CultureInfo.InvariantCulture);
        if (relative <= _options.MaxRelativeDifference)
        {
            return new GoldenResult(true, relative, $"{manifest.Name} on {ExecutionProviders.Name(_network.Provider)}: the golden frame's answer differs by {share} in {expected.Name}.");
        }

        bool isEmpty = found.All(value => value == found[0]) && expected.Samples.Any(value => value != expected.Samples[0]);
        return Fault(expected, relative, isEmpty
            ? string.Create(CultureInfo.InvariantCulture, $"is empty: {found[0]} everywhere")
            : string.Create(CultureInfo.InvariantCulture, $"differs by {share}, more than {_options.MaxRelativeDifference:P0}: check colour order, scaling and provider"));
    }

    private GoldenResult Fault(GoldenOutput output, double relative, string what) =>
        new(false, relative, $"{_network.Manifest.Name} on {ExecutionProviders.Name(_network.Provider)}: for the golden frame the output {output.Name} {what}.");
}
