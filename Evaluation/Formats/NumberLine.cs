using System.Globalization;

namespace Evaluation.Formats;

/// <summary>Reads the fields of one line of a text file and names the place of any fault.</summary>
internal readonly struct NumberLine(string path, int line, string[] fields)
{
    public int Count => fields.Length;

    public string Text(int index) => fields[index];

    public double Number(int index)
    {
        if (!double.TryParse(fields[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw Fault(index, "a finite number");
        }

        return value;
    }

    public int Integer(int index)
    {
        double value = Number(index);
        if (!(Math.Abs(value) <= int.MaxValue && value == Math.Truncate(value)))
        {
            throw Fault(index, "a whole number");
        }

        return (int)value;
    }

    /// <summary>The fault of a field that is not what it should be.</summary>
    public EvaluationException Fault(int index, string expected) =>
        new($"{path}, line {line}: expected {expected} in field {index + 1}, found \"{fields[index]}\".");

    /// <summary>All lines that are not blank, split, each with at least so many fields.</summary>
    public static IEnumerable<NumberLine> Read(string path, char[] separators, int leastFields)
    {
        if (!File.Exists(path))
        {
            throw new EvaluationException($"{path}: expected a file, found none.");
        }

        int number = 0;
        foreach (string text in File.ReadLines(path))
        {
            number++;
            string[] fields = text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0)
            {
                continue;
            }

            if (fields.Length < leastFields)
            {
                throw new EvaluationException($"{path}, line {number}: expected at least {leastFields} fields, found {fields.Length}.");
            }

            yield return new NumberLine(path, number, fields);
        }
    }
}
