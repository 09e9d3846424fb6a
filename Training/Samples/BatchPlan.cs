namespace Training.Samples;

/// <summary>What a step trains on: number of samples, their size in pixels, and whether the sources' late weights hold.</summary>
internal readonly record struct BatchPlan(int Count, int Width, int Height, bool Late);
