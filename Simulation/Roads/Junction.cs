namespace Simulation.Roads;

/// <summary>A street that crosses.</summary>
/// <param name="StartS">Nearer border of the crossing street, station in metres.</param>
/// <param name="EndS">Farther border.</param>
/// <param name="Kerb">How far the kerbs of the street that is crossed lie from its middle, metres.</param>
/// <param name="HasLights">Traffic lights stand there, green for the ego car's direction; without them side traffic crosses where it can.</param>
public readonly record struct Junction(float StartS, float EndS, float Kerb, bool HasLights)
{
    /// <summary>How far the crosswalks reach from the crossing street's borders, metres.</summary>
    public const float Crosswalk = 3.9f;
}
