namespace Fusion.Tracking;

/// <summary>Properties of <see cref="ObjectClass"/> values.</summary>
public static class ObjectClassExtensions
{
    /// <summary>One more than the largest class number.</summary>
    public const int Count = (int)ObjectClass.TwoWheeler + 1;

    /// <summary>The group that a class belongs to; a number that is no class belongs to <see cref="ObjectGroup.Other"/>.</summary>
    public static ObjectGroup Group(this ObjectClass objectClass) => objectClass switch
    {
        ObjectClass.Vehicle or ObjectClass.Car or ObjectClass.Van or ObjectClass.Truck or ObjectClass.Bus => ObjectGroup.MotorVehicle,
        ObjectClass.Motorcycle or ObjectClass.Bicycle or ObjectClass.TwoWheeler => ObjectGroup.TwoWheeler,
        ObjectClass.Pedestrian => ObjectGroup.Pedestrian,
        ObjectClass.TrafficLight or ObjectClass.StopSign => ObjectGroup.TrafficControl,
        _ => ObjectGroup.Other,
    };
}
