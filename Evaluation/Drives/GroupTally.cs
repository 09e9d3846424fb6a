namespace Evaluation.Drives;

/// <summary>Counts the road users of one group.</summary>
internal sealed class GroupTally
{
    private int _count;
    private int _found;
    private int _objects;
    private int _objectsFound;

    public FoundScore Score => new(_count, _found, _objects, _objectsFound);

    public void Add(bool isNew, bool isFound, bool isFirstFound)
    {
        _count++;
        _found += isFound ? 1 : 0;
        _objects += isNew ? 1 : 0;
        _objectsFound += isFirstFound ? 1 : 0;
    }
}
