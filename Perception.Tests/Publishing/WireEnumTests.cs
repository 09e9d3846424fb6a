namespace Perception.Tests.Publishing;

/// <summary>The wire's enumerations and the service's must have the same numbers and names.</summary>
public sealed class WireEnumTests
{
    [Theory]
    [InlineData(typeof(global::Fusion.Tracking.ObjectClass), typeof(global::Perception.Client.ObjectClass))]
    [InlineData(typeof(global::Fusion.Tracking.TrackState), typeof(global::Perception.Client.TrackState))]
    [InlineData(typeof(global::Fusion.Tracking.LaneAssignment), typeof(global::Perception.Client.LaneAssignment))]
    [InlineData(typeof(global::Fusion.Lanes.LanePosition), typeof(global::Perception.Client.LanePosition))]
    [InlineData(typeof(global::Sensors.Sources.CaptureClock), typeof(global::Perception.Client.CaptureClock))]
    public void Enumerations_OfServiceAndWire_AreEqual(Type service, Type wire) => Assert.Equal(Pairs(service), Pairs(wire));

    private static IEnumerable<string> Pairs(Type enumeration) => Enum.GetNames(enumeration)
        .Select(name => $"{Convert.ToInt32(Enum.Parse(enumeration, name), System.Globalization.CultureInfo.InvariantCulture)} {name}");
}
