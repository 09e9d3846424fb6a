namespace Simulation.Traffic;

public enum ActorKind
{
    Car,
    Van,
    Truck,
    Bus,
    Motorcycle,
    Cyclist,
    Pedestrian,
}
