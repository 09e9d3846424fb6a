using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Which version of its picture a run of pixels shows.</summary>
internal readonly struct SurfaceDetail
{
    /// <param name="run">The run.</param>
    /// <param name="triangle">Its triangle.</param>
    /// <param name="material">The triangle's.</param>
    /// <param name="px">The middle of the run, pixels.</param>
    public SurfaceDetail(in TriangleRun run, in TriangleSetup triangle, Material material, float px)
    {
        if (material.Skin is { } skin)
        {
            (Vector2 across, Vector2 down) = run.Slopes(triangle, px);
            Level = LevelOf(Math.Max(Math.Abs(across.X), Math.Abs(down.Y) * 0.6f) * skin.Width);
        }
        else if (material.Sprite is { } sprite)
        {
            (_, Vector2 down) = run.Slopes(triangle, px);
            Level = LevelOf(Math.Abs(down.Y) * sprite.Height);
        }
    }

    /// <summary>Level of detail, 0 the finest; may lie beyond the coarsest.</summary>
    public int Level { get; }

    private static int LevelOf(float texels) => texels <= 1f ? 0 : (BitConverter.SingleToInt32Bits(texels) >> 23) - 127;
}
