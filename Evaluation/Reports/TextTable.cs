namespace Evaluation.Reports;

/// <summary>A table of plain text with columns as wide as their longest cell; numbers to the right.</summary>
public sealed class TextTable(params string[] headers)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The whole table, without a line's end after the last row.</summary>
    public override string ToString()
    {
        using StringWriter text = new();
        Write(text);
        return text.ToString().TrimEnd();
    }

    public void Write(TextWriter output)
    {
        int[] widths = [.. headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max())];
        bool[] isNumber = [.. headers.Select((_, column) => _rows.Count > 0 && _rows.TrueForAll(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0]) || row[column][0] == '-'))];
        foreach (string[] row in _rows.Prepend(headers))
        {
            IEnumerable<string> cells = row.Select((cell, column) => isNumber[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
