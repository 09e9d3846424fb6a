using Fusion.Tracking;

namespace Fusion.Rigs;

/// <summary>The objects that a rig knows of, the oldest first. Preallocated; allocates nothing after its construction. Not thread safe.</summary>
internal sealed class RigObjects
{
    private readonly RigObject[] _objects;

    /// <param name="maximum">The most at a time.</param>
    /// <param name="cameras">How many cameras look at them.</param>
    /// <param name="lastId">The last identity that was given before; new ones go on from it.</param>
    public RigObjects(int maximum, int cameras, int lastId)
    {
        _objects = [.. Enumerable.Range(0, maximum).Select(_ => new RigObject(cameras))];
        LastId = lastId;
    }

    public int Count { get; private set; }

    /// <summary>The last identity that was given.</summary>
    public int LastId { get; private set; }

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
        begun.Begin(++LastId, group, nowNs);
        return begun;
    }

    /// <summary>Forgets all of them; identities go on.</summary>
    public void Clear() => Count = 0;

    /// <summary>Takes an object out; the others keep their order.</summary>
    public void RemoveAt(int index)
    {
        RigObject removed = _objects[index];
        Array.Copy(_objects, index + 1, _objects, index, Count - index - 1);
        _objects[--Count] = removed;
    }
}
