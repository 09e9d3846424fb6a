using Simulation.Scenarios;
using Simulation.Truth;

namespace Simulation.Drives;

/// <summary>Makes a whole drive folder: draws each frame while the one before is encoded.</summary>
public static class DriveSimulator
{
    /// <summary>Makes the drive.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="options">Seed, length, size.</param>
    /// <param name="directory">The folder to make; must not exist or be empty.</param>
    /// <param name="progress">Called after each frame with the number done; may be null.</param>
    /// <param name="cancellation">Stops between frames; nothing is left behind.</param>
    /// <exception cref="SimulationException">The folder isn't free or the disk took no more.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void Simulate(Scenario scenario, SimulationOptions options, string directory, Action<int>? progress, CancellationToken cancellation)
    {
        options.Validate();
        string name = new DirectoryInfo(directory).Name;
        using DriveWriter writer = new(directory, name, options);
        DriveRenderer renderer = new(scenario, options);
        byte[] picture = new byte[renderer.Picture.Length];
        byte[] pixels = new byte[renderer.PixelTruth.Length];
        Task encoder = Task.CompletedTask;
        try
        {
            for (int frame = 0; frame < options.FrameCount; frame++)
            {
                cancellation.ThrowIfCancellationRequested();
                FrameTruth truth = renderer.Next(frame);
                encoder.GetAwaiter().GetResult();
                renderer.Picture.CopyTo(picture, 0);
                renderer.PixelTruth.CopyTo(pixels);
                encoder = Task.Run(
                    () =>
                    {
                        writer.WritePicture(picture);
                        writer.WriteTruth(truth, pixels);
                    },
                    CancellationToken.None);
                progress?.Invoke(frame + 1);
            }
        }
        finally
        {
            encoder.GetAwaiter().GetResult();
        }

        writer.Finish(scenario, renderer.Scene.Mount, renderer.Warp);
    }
}
