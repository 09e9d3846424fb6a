namespace Simulation.Roads;

/// <summary>One traffic lane.</summary>
/// <param name="Centre">Offset of its centre line, metres.</param>
/// <param name="Width">Metres.</param>
/// <param name="Direction">+1 with the stations, -1 against them.</param>
public readonly record struct Lane(float Centre, float Width, int Direction);
