using OpenCvSharp;

namespace Perception.Inference;

/// <summary>What a network's first runs took.</summary>
/// <param name="Runs">How many there were.</param>
/// <param name="Total">All of them together.</param>
/// <param name="Median">Half took no longer.</param>
/// <param name="P99">99 of 100 took no longer; of few runs the longest.</param>
public sealed record WarmUpCost(int Runs, TimeSpan Total, TimeSpan Median, TimeSpan P99)
{
    /// <summary>Runs a network on the <see cref="GoldenFrame"/>, so that the first frame of a drive finds its memory and kernels ready.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public static WarmUpCost Measure(Network network, int runs, TimeProvider time)
    {
        using Mat frame = GoldenFrame.Draw();
        using NetworkBinding binding = network.CreateBinding(frame.Width, frame.Height);
        binding.Preprocess(frame);
        return Measure(network, binding, runs, time);
    }

    /// <summary>The same with a binding whose input is there.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public static WarmUpCost Measure(Network network, NetworkBinding binding, int runs, TimeProvider time)
    {
        TimeSpan[] durations = new TimeSpan[runs];
        long started = time.GetTimestamp();
        for (int run = 0; run < runs; run++)
        {
            long before = time.GetTimestamp();
            network.Run(binding);
            durations[run] = time.GetElapsedTime(before);
        }

        TimeSpan total = time.GetElapsedTime(started);
        DurationSummary summary = DurationSummary.Of(durations);
        return new WarmUpCost(runs, total, summary.Median, summary.P99);
    }
}
