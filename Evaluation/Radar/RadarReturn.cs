namespace Evaluation.Radar;

/// <summary>One return of an automotive radar, as the car's bus carries it.</summary>
/// <param name="Target">Which of its own targets the radar takes it for: a stretch of returns under one address without its mark of a new target, a jump or a pause.</param>
/// <param name="X">Ahead of the radar, metres.</param>
/// <param name="Y">To the left.</param>
/// <param name="Rate">How fast X grows by the Doppler shift, m/s.</param>
public readonly record struct RadarReturn(int Target, double X, double Y, double Rate);
