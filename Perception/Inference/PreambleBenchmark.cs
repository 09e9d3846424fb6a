using OpenCvSharp;

namespace Perception.Inference;

/// <summary>Measures from image to answer with the preprocessing outside the network and merged in front of it.</summary>
public static class PreambleBenchmark
{
    private static readonly Preamble[] Kinds = Enum.GetValues<Preamble>();

    /// <summary>Runs every kind in turn, round after round, so that a busy machine slows each as much as the others.</summary>
    /// <param name="network">The network.</param>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="warmUpRuns">Rounds that are not counted.</param>
    /// <param name="runs">Rounds that are counted.</param>
    /// <param name="time">The clock.</param>
    /// <returns>For each <see cref="Preamble"/>, in order, what preprocessing and run took together.</returns>
    public static IReadOnlyList<DurationSummary> Measure(Network network, Mat image, int warmUpRuns, int runs, TimeProvider time)
    {
        using NetworkBinding plain = network.CreateBinding(image.Width, image.Height);
        using PreambleNetwork normalising = new(network, Preamble.Normalise, image.Width, image.Height);
        using PreambleNetwork resizing = new(network, Preamble.Resize, image.Width, image.Height);
        TimeSpan[][] durations = [.. Kinds.Select(_ => new TimeSpan[runs])];
        for (int run = -warmUpRuns; run < runs; run++)
        {
            foreach (Preamble kind in Kinds)
            {
                long started = time.GetTimestamp();
                switch (kind)
                {
                    case Preamble.None:
                        plain.Preprocess(image);
                        network.Run(plain);
                        break;
                    case Preamble.Normalise:
                        normalising.Preprocess(image);
                        normalising.Run();
                        break;
                    default:
                        resizing.Preprocess(image);
                        resizing.Run();
                        break;
                }

                if (run >= 0)
                {
                    durations[(int)kind][run] = time.GetElapsedTime(started);
                }
            }
        }

        return [.. durations.Select(kind => DurationSummary.Of(kind))];
    }
}
