using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Falling rain: short bright streaks, elsewhere in each frame. Not thread safe.</summary>
internal sealed class RainStreaks
{
    private const int Streaks = 900;
    private const float Brightness = 0.14f;
    private readonly long _seed;
    private readonly float _rain;
    private readonly Vector3 _colour;

    public RainStreaks(Atmosphere atmosphere, SeededRandom random)
    {
        _seed = (long)random.NextBits();
        _rain = atmosphere.Rain;
        _colour = atmosphere.Horizon * Brightness;
    }

    /// <summary>Adds a frame's streaks to its light.</summary>
    /// <param name="light">The radiance.</param>
    /// <param name="frame">Chooses the streaks.</param>
    public void Add(LightImage light, int frame)
    {
        int width = light.Width;
        int height = light.Height;
        SeededRandom random = new(unchecked(_seed + frame));
        int count = (int)(Streaks * _rain * height / 720f);
        for (int i = 0; i < count; i++)
        {
            float x = random.Range(0f, width);
            float y = random.Range(-20f, height);
            float near = random.Next();
            float length = (6f + (34f * near * near)) * height / 720f;
            float drift = ((x / width) - 0.5f) * 0.5f;
            Vector3 glow = _colour * random.Range(0.3f, 1f);
            for (float t = 0; t < length; t++)
            {
                int column = (int)(x + (drift * t));
                int row = (int)(y + t);
                if (column >= 0 && column < width && row >= 0 && row < height)
                {
                    light.Add((row * width) + column, glow);
                }
            }
        }
    }
}
