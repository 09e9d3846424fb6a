namespace Training.Shipping;

/// <summary>A network whose answers served as labels.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Licence">Of its weights.</param>
/// <param name="Origin">URL or words.</param>
/// <param name="Taught">Which labels come from it.</param>
public sealed record CardTeacher(string Name, string Licence, string Origin, string Taught);
