namespace Training.Shipping;

/// <summary>One measured figure.</summary>
/// <param name="Table">Heading of the table that it belongs to: data set and measure.</param>
/// <param name="Row">Its row's name.</param>
/// <param name="Value">As it is to be read, with its unit.</param>
public sealed record CardMetric(string Table, string Row, string Value);
