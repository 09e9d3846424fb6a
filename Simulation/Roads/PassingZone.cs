namespace Simulation.Roads;

/// <summary>A stretch on which the ego car may pass others on the lane of the oncoming traffic.</summary>
/// <param name="FromS">First station, metres.</param>
/// <param name="ToS">Last station.</param>
/// <param name="Left">Left border of that lane, offset in metres.</param>
public readonly record struct PassingZone(float FromS, float ToS, float Left);
