namespace Training.Samples;

/// <summary>One labelled object: the network's class, corners in the image's pixels, and whether it teaches nothing, neither object nor background.</summary>
internal readonly record struct SampleBox(int Class, float XMin, float YMin, float XMax, float YMax, bool Ignore);
