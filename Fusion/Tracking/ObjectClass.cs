namespace Fusion.Tracking;

/// <summary>What an object is. The numbers are the wire's and never change; new classes are added at the end.</summary>
public enum ObjectClass : byte
{
    Unknown = 0,

    /// <summary>A motor vehicle whose kind the network does not tell.</summary>
    Vehicle = 1,
    Car = 2,
    Van = 3,
    Truck = 4,
    Bus = 5,
    Motorcycle = 6,

    /// <summary>A bicycle, with or without its rider.</summary>
    Bicycle = 7,
    Pedestrian = 8,
    TrafficLight = 9,
    StopSign = 10,

    /// <summary>A bicycle or motorcycle whose kind the network does not tell, with or without its rider.</summary>
    TwoWheeler = 11,
}
