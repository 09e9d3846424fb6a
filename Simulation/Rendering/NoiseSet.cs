namespace Simulation.Rendering;

/// <summary>The noise textures that shading draws on. Immutable and thread safe.</summary>
public sealed class NoiseSet
{
    public NoiseSet(SeededRandom random)
    {
        Grain = NoiseTexture.Grain(random.Fork("grain"));
        Blotches = NoiseTexture.Clouds(random.Fork("blotches"), 4, 6);
        Sky = NoiseTexture.Clouds(random.Fork("sky"), 4, 7);
        Cracks = NoiseTexture.Cracks(random.Fork("cracks"));
    }

    public NoiseTexture Grain { get; }

    public NoiseTexture Blotches { get; }

    public NoiseTexture Sky { get; }

    public NoiseTexture Cracks { get; }
}
