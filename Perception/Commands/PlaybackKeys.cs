using Perception.Pipeline;

namespace Perception.Commands;

/// <summary>The keys that pause, step and seek a replay in a terminal.</summary>
internal static class PlaybackKeys
{
    public const string Help = "space pauses and goes on, . gives one frame, left and right go 5 s back and forward, q ends";

    private static readonly TimeSpan SeekStep = TimeSpan.FromSeconds(5);

    /// <summary>Whether there is a keyboard.</summary>
    public static bool AreThere => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Follows the keys until the program ends.</summary>
    /// <param name="playback">What they steer.</param>
    /// <param name="quit">Called at q.</param>
    public static void Follow(PlaybackControl playback, Action quit)
    {
        // A read from a terminal cannot be ended: the thread goes with the program.
        Thread thread = new(() => Run(playback, quit)) { IsBackground = true, Name = "keys" };
        thread.Start();
    }

    private static void Run(PlaybackControl playback, Action quit)
    {
        while (true)
        {
            if (!TryRead(out ConsoleKeyInfo key))
            {
                return;
            }

            switch (key.Key)
            {
                case ConsoleKey.Spacebar:
                    playback.TogglePause();
                    break;
                case ConsoleKey.LeftArrow:
                    playback.Seek(-SeekStep);
                    break;
                case ConsoleKey.RightArrow:
                    playback.Seek(SeekStep);
                    break;
                case ConsoleKey.Q:
                    quit();
                    return;
                default:
                    if (key.KeyChar == '.')
                    {
                        playback.Step();
                    }

                    break;
            }
        }
    }

    /// <returns>False where the terminal is gone.</returns>
    private static bool TryRead(out ConsoleKeyInfo key)
    {
        try
        {
            key = Console.ReadKey(intercept: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            key = default;
            return false;
        }
    }
}
