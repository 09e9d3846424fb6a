namespace Perception.Publishing;

/// <summary>Nested messages that are made once and taken again for every frame. Not thread safe.</summary>
internal sealed class MessagePool<TMessage>
    where TMessage : class, new()
{
    private readonly List<TMessage> _all = [];
    private int _taken;

    /// <summary>An object that nobody has taken since <see cref="Reset"/>; holds what was last written into it.</summary>
    public TMessage Take()
    {
        if (_taken == _all.Count)
        {
            _all.Add(new TMessage());
        }

        return _all[_taken++];
    }

    /// <summary>Makes every object free again.</summary>
    public void Reset() => _taken = 0;
}
