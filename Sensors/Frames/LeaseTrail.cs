namespace Sensors.Frames;

/// <summary>Who has had a lease since it was rented, in order. Thread safe; allocates only when it is written out.</summary>
internal sealed class LeaseTrail
{
    private const int Capacity = 16;

    private readonly Lock _lock = new();
    private readonly (string How, string Holder)[] _steps = new (string, string)[Capacity];
    private int _count;

    public void Restart(string how, string holder)
    {
        lock (_lock)
        {
            _count = 0;
        }

        Add(how, holder);
    }

    /// <summary>Adds a step; once the trail is full, the newest step takes the place of the last.</summary>
    public void Add(string how, string holder)
    {
        lock (_lock)
        {
            _count = Math.Min(_count + 1, Capacity);
            _steps[_count - 1] = (how, holder);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(", ", _steps.Take(_count).Select(step => $"{step.How} {step.Holder}"));
        }
    }
}
