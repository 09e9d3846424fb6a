namespace Training.Optimisation;

/// <summary>The parts of one step's loss.</summary>
internal readonly record struct StepLoss(double Classes, double Boxes, double Drivable, double Lanes)
{
    public double Total(double boxWeight) => Classes + (boxWeight * Boxes) + Drivable + Lanes;
}
