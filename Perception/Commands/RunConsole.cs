namespace Perception.Commands;

/// <summary>Shows on the console what a run has to say, in order and beside it: a run waits for no console.</summary>
/// <remarks>A console that cannot be written to, or that stands still at the end, is given up with one sentence on standard error. Not thread safe.</remarks>
internal sealed class RunConsole
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private Task _shown = Task.CompletedTask;
    private int _isGivenUp;

    public RunConsole(TimeProvider time) => _time = time;

    /// <summary>Shows more, once what came before has been shown.</summary>
    public void Show(Func<Task> show) => _shown = ShowAfterAsync(_shown, show);

    /// <summary>Waits up to five seconds for what has not been shown yet.</summary>
    /// <returns>Whether everything was shown.</returns>
    public async Task<bool> EndAsync()
    {
        try
        {
            await _shown.WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            GiveUp($"found that it stood still for {Patience.TotalSeconds:0} s");
        }

        return Volatile.Read(ref _isGivenUp) == 0;
    }

    private async Task ShowAfterAsync(Task before, Func<Task> show)
    {
        // The caller does not write itself.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (Volatile.Read(ref _isGivenUp) != 0)
        {
            return;
        }

        try
        {
            await show();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            GiveUp($"found that it cannot be ({failure.Message.TrimEnd('.')})");
        }
    }

    private void GiveUp(string found)
    {
        if (Interlocked.Exchange(ref _isGivenUp, 1) == 0)
        {
            StandardError.WriteLine($"perceive: expected the console to be written to, {found}, so it is given up");
        }
    }
}
