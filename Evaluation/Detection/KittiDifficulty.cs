namespace Evaluation.Detection;

/// <summary>KITTI's three levels: least box height in pixels, most occlusion, most truncation.</summary>
public sealed record KittiDifficulty(string Name, double MinHeight, int MaxOcclusion, double MaxTruncation)
{
    public static IReadOnlyList<KittiDifficulty> All { get; } =
    [
        new("easy", 40, 0, 0.15),
        new("moderate", 25, 1, 0.30),
        new("hard", 25, 2, 0.50),
    ];

    internal bool Allows(in TruthBox box) =>
        box.Box.Height >= MinHeight && box.Occlusion <= MaxOcclusion && box.Truncation <= MaxTruncation;
}
