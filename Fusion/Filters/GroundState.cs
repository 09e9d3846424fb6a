namespace Fusion.Filters;

/// <summary>Indices of the ground filter's state.</summary>
internal static class GroundState
{
    /// <summary>Ego X of the boxed outline, metres.</summary>
    public const int X = 0;

    /// <summary>Ego Y of its centre, metres.</summary>
    public const int Y = 1;

    /// <summary>Velocity along ego X, m/s: over ground where the ego motion is known, else relative.</summary>
    public const int Vx = 2;

    /// <summary>Velocity along ego Y, m/s.</summary>
    public const int Vy = 3;

    /// <summary>Visible extent across the optical axis, metres.</summary>
    public const int Width = 4;

    /// <summary>Height above the ground, metres.</summary>
    public const int Height = 5;

    /// <summary>How much lower than calibrated the horizon lies at this object (ego pitch, road grade), normalised image units (about rad).</summary>
    public const int Horizon = 6;

    public const int Count = 7;
}
