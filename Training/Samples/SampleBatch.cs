namespace Training.Samples;

/// <summary>Samples ready for the network. Buffers are reused; filled by one thread at a time.</summary>
internal sealed class SampleBatch
{
    public SampleBatch(int count, int width, int height)
    {
        Count = count;
        Width = width;
        Height = height;
        Images = new byte[count * 3 * width * height];
        Masks = new float[count * 2 * (width / 2) * (height / 2)];
        Known = new float[Masks.Length];
        Boxes = new List<SampleBox>?[count];
    }

    public int Count { get; }

    /// <summary>Pixels of the network's input.</summary>
    public int Width { get; }

    /// <summary>Pixels of the network's input.</summary>
    public int Height { get; }

    /// <summary>[N,3,H,W] RGB.</summary>
    public byte[] Images { get; }

    /// <summary>[N,2,H/2,W/2]: probability of drivable area and lane lines.</summary>
    public float[] Masks { get; }

    /// <summary>[N,2,H/2,W/2]: 1 where the mask is labelled, else 0.</summary>
    public float[] Known { get; }

    /// <summary>Boxes of each image; null where objects are not labelled.</summary>
    public List<SampleBox>?[] Boxes { get; }
}
