using System.Runtime.Intrinsics;
using Simulation.Rendering;

namespace Simulation.Meshes;

/// <summary>Eight <see cref="SkinTexel"/>s side by side.</summary>
internal readonly ref struct SkinTexel8
{
    /// <summary>Colour of what is not paint.</summary>
    public required Vectors8 Colour { get; init; }

    public required Vector256<float> Paint { get; init; }

    public required Vector256<float> Glass { get; init; }

    public required Vector256<float> Tail { get; init; }

    public required Vector256<float> Head { get; init; }
}
