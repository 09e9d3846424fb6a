namespace Perception.Inference;

/// <summary>What something is made of, freed together, the last part first. A constructor that fails half way frees what it has made by it. Not thread safe.</summary>
internal sealed class OwnedParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();

    /// <returns>The part, which is owned from here on.</returns>
    public T Add<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }
}
