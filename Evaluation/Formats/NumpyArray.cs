using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Evaluation.Formats;

/// <summary>A NumPy file of 64-bit floating-point numbers with one or two dimensions (format 1.0 and 2.0 of numpy.lib.format).</summary>
public sealed partial class NumpyArray
{
    private const int PreambleBytes = 8;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
    private readonly double[] _values;
    private readonly bool _isColumnMajor;

    private NumpyArray(double[] values, int rows, int columns, bool isColumnMajor)
    {
        _values = values;
        Rows = rows;
        Columns = columns;
        _isColumnMajor = isColumnMajor;
    }

    public int Rows { get; }

    /// <summary>1 for an array of one dimension.</summary>
    public int Columns { get; }

    public double this[int row, int column = 0] => _values[_isColumnMajor ? (column * Rows) + row : (row * Columns) + column];

    /// <exception cref="EvaluationException">The file is missing or holds something else.</exception>
    public static NumpyArray Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new EvaluationException($"{path}: expected a NumPy file, found none.");
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < PreambleBytes + sizeof(int) || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new EvaluationException($"{path}: expected a NumPy file, found other content.");
        }

        bool isFirst = bytes[Magic.Length] == 1;
        int start = PreambleBytes + (isFirst ? sizeof(ushort) : sizeof(uint));
        long length = isFirst ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(PreambleBytes)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(PreambleBytes));
        if (start + length > bytes.Length)
        {
            throw new EvaluationException($"{path}: expected a header of {length} bytes, found a file of {bytes.Length}.");
        }

        string header = Encoding.ASCII.GetString(bytes, start, (int)length);
        Match shape = Shape().Match(header);
        if (!header.Contains("'<f8'", StringComparison.Ordinal) || !shape.Success)
        {
            throw new EvaluationException($"{path}: expected 64-bit floating-point numbers ('<f8') in one or two dimensions, found {header.Trim()}");
        }

        int rows = int.Parse(shape.Groups[1].Value, CultureInfo.InvariantCulture);
        int columns = shape.Groups[2].Success ? int.Parse(shape.Groups[2].Value, CultureInfo.InvariantCulture) : 1;
        long expected = (long)rows * columns * sizeof(double);
        if (bytes.Length - start - length != expected)
        {
            throw new EvaluationException($"{path}: expected {expected} bytes for {rows} × {columns} numbers, found {bytes.Length - start - length}.");
        }

        double[] values = new double[rows * columns];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan((int)(start + length) + (index * sizeof(double))));
        }

        return new NumpyArray(values, rows, columns, header.Contains("'fortran_order': True", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"'shape': \((\d{1,9}),(?: (\d{1,9}))?\)")]
    private static partial Regex Shape();
}
