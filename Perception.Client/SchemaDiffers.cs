namespace Perception.Client;

/// <summary>The writer's contract is not this reader's; told once for each contract found.</summary>
/// <param name="Version">The writer's schema version.</param>
/// <param name="Hash">The writer's schema hash; null before its hello.</param>
public sealed record SchemaDiffers(int Version, string? Hash) : PerceptionNotice
{
    public override string Sentence => Version switch
    {
        > WireSchema.Version => $"schema: expected version {WireSchema.Version}, found the newer {Version}, so its added fields are not read",
        < WireSchema.Version => $"schema: expected version {WireSchema.Version}, found the older {Version}, so fields added since are absent",
        _ => $"schema: expected the contract {WireSchema.Hash[..12]} of version {WireSchema.Version}, found {Hash?[..Math.Min(12, Hash.Length)]}, so fields may be misread",
    };
}
