using Sensors.EgoMotion;

namespace Evaluation.Radar;

/// <summary>What a radar reported at one moment, with the car's motion then.</summary>
public sealed record RadarScan(long TimeNs, IReadOnlyList<RadarReturn> Returns, EgoMotionSample? EgoMotion);
