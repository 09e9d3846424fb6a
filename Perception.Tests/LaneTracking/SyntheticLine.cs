namespace Perception.Tests.LaneTracking;

/// <summary>A line of a <see cref="SyntheticRoad"/>.</summary>
/// <param name="Lateral">Metres left of the camera.</param>
/// <param name="Dash">Length of a dash, metres; 0 for a solid line.</param>
/// <param name="Gap">Length of the gap between dashes, metres.</param>
/// <param name="Start">Where a dash begins, metres along the road.</param>
internal sealed record SyntheticLine(double Lateral, double Dash = 0, double Gap = 0, double Start = 0)
{
    public bool IsPaintedAt(double station) => Dash <= 0 || ((((station - Start) % (Dash + Gap)) + Dash + Gap) % (Dash + Gap)) < Dash;
}
