using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>A network's class ids with their meaning and least score, as arrays for the hot path. Immutable and thread safe.</summary>
internal sealed class ClassTable
{
    private readonly ObjectClass[] _classes;
    private readonly float[] _thresholds;

    /// <param name="manifest">Where the classes and thresholds come from.</param>
    /// <param name="count">How many classes the network tells apart.</param>
    /// <exception cref="ManifestException">A class id is not below <paramref name="count"/>.</exception>
    public ClassTable(NetworkManifest manifest, int count)
    {
        _classes = new ObjectClass[count];
        _thresholds = new float[count];
        Array.Fill(_thresholds, float.PositiveInfinity);
        Lowest = float.PositiveInfinity;
        foreach ((int id, ObjectClass objectClass) in manifest.Classes)
        {
            if (id >= count)
            {
                throw new ManifestException($"{manifest.ManifestPath}: 'classes' expected ids below {count}, found {id}.");
            }

            _classes[id] = objectClass;
            _thresholds[id] = manifest.ThresholdFor(objectClass);
            Lowest = Math.Min(Lowest, _thresholds[id]);
        }
    }

    /// <summary>The lowest of all thresholds.</summary>
    public float Lowest { get; }

    /// <summary>Whether a class means something here and its score suffices.</summary>
    public bool TryAccept(long id, float score, out ObjectClass objectClass)
    {
        objectClass = ObjectClass.Unknown;
        if ((ulong)id >= (ulong)_classes.Length || !(score >= _thresholds[id]))
        {
            return false;
        }

        objectClass = _classes[id];
        return true;
    }
}
