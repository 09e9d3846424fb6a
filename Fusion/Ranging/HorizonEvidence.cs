namespace Fusion.Ranging;

/// <summary>What one object tells of the camera's horizon offset, gathered over the frames in which it was seen whole.</summary>
/// <param name="Offset">Normalised image units, positive downwards.</param>
/// <param name="Weight">Inverse variance; 0 tells nothing.</param>
/// <param name="Gathered">Sum of the frames' weights behind <paramref name="Offset"/>.</param>
internal readonly record struct HorizonEvidence(double Offset, double Weight, double Gathered)
{
    /// <summary>Adds a frame.</summary>
    /// <param name="offset">What the frame says.</param>
    /// <param name="noise">Variance that differs from frame to frame: the box edges'.</param>
    /// <param name="spread">Variance that stays with the object: its height's, its place's. Frames do not average it out.</param>
    public HorizonEvidence With(double offset, double noise, double spread)
    {
        double weight = 1 / (noise + spread);
        double gathered = Gathered + weight;
        return new HorizonEvidence(Offset + (weight * (offset - Offset) / gathered), Math.Max(Weight, 1 / spread), gathered);
    }
}
