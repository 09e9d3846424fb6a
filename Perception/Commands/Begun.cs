namespace Perception.Commands;

/// <summary>Something that is made on a thread of its own while its maker does something else, and disposed with this.</summary>
internal sealed class Begun<T> : IAsyncDisposable
    where T : IDisposable
{
    public Begun(Func<T> make) => Result = Task.Run(make);

    /// <summary>What was made; this owns it. Fails as its making failed.</summary>
    public Task<T> Result { get; }

    public async ValueTask DisposeAsync()
    {
        // Its failure is for whoever asked for it; where another failure came first, that one is told.
        await ((Task)Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Result.IsCompletedSuccessfully)
        {
            (await Result.ConfigureAwait(false)).Dispose();
        }
    }
}
