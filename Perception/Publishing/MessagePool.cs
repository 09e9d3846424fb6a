namespace Perception.Publishing;

/// <summary>Nested messages that are made once and taken again for every frame. Not thread safe.</summary>
internal sealed class MessagePool<TMessage>
    where TMessage : class, new()
{
    private readonly Action<TMessage>? _prepare;
    private readonly List<TMessage> _all;
    private int _taken;

    /// <param name="expected">How many are made at once; more are made when a frame first needs them.</param>
    /// <param name="prepare">Called once for each new object, e.g. to give its lists their capacity.</param>
    public MessagePool(int expected, Action<TMessage>? prepare = null)
    {
        _prepare = prepare;
        _all = new List<TMessage>(expected);
        for (int i = 0; i < expected; i++)
        {
            _all.Add(Make());
        }
    }

    /// <summary>An object that nobody has taken since <see cref="Reset"/>; holds what was last written into it.</summary>
    public TMessage Take()
    {
        if (_taken == _all.Count)
        {
            _all.Add(Make());
        }

        return _all[_taken++];
    }

    /// <summary>Makes every object free again.</summary>
    public void Reset() => _taken = 0;

    private TMessage Make()
    {
        TMessage message = new();
        _prepare?.Invoke(message);
        return message;
    }
}
