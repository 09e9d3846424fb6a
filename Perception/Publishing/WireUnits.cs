namespace Perception.Publishing;

/// <summary>Absence as the wire has it. Thread safe.</summary>
internal static class WireUnits
{
    /// <summary>The value, or null where it is not a finite number: nothing is invented on the wire.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
