using Fusion.Tracking;

namespace Fusion.Rigs;

/// <summary>The objects that a rig knows of, the oldest first. Preallocated; allocates nothing after its construction. Not thread safe.</summary>
internal sealed class RigObjects
{
    private readonly RigObject[] _objects;
    private int _lastId;

    /// <param name="maximum">The most at a time.</param>
    /// <param name="cameras">How many cameras look at them.</param>
    public RigObjects(int maximum, int cameras) => _objects = [.. Enumerable.Range(0, maximum).Select(_ => new RigObject(cameras))];

    public int Count { get; private set; }

    /// <summary>How many were ever confirmed; two that turned out to be one count once.</summary>
    public int ConfirmedEver { get; private set; }

    /// <summary>How many found no room.</summary>
    public long TooMany { get; private set; }

    public RigObject this[int index] => _objects[index];

    /// <summary>Adds a new object.</summary>
    /// <returns>Null where there is no room for it.</returns>
    public RigObject? Begin(ObjectGroup group, long nowNs)
    {
        if (Count == _objects.Length)
        {
            TooMany++;
            return null;
        }

        RigObject begun = _objects[Count++];
        begun.Begin(++_lastId, group, nowNs);
        return begun;
    }

    /// <summary>Notes that a camera has confirmed it.</summary>
    public void Confirm(RigObject known)
    {
        ConfirmedEver += known.WasConfirmed ? 0 : 1;
        known.WasConfirmed = true;
    }

    /// <summary>Takes an object out that is the same as an older one.</summary>
    public void RemoveAsOne(int index, RigObject older)
    {
        RigObject younger = _objects[index];
        ConfirmedEver -= older.WasConfirmed && younger.WasConfirmed ? 1 : 0;
        older.WasConfirmed |= younger.WasConfirmed;
        RemoveAt(index);
    }

    /// <summary>Takes an object out; the others keep their order.</summary>
    public void RemoveAt(int index)
    {
        RigObject removed = _objects[index];
        Array.Copy(_objects, index + 1, _objects, index, Count - index - 1);
        _objects[--Count] = removed;
    }
}
