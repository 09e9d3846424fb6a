using System.Globalization;
using System.Numerics;
using MessagePack;

namespace Perception.Client;

/// <summary>
/// The fields of one message, read in the order of their keys; what an older writer did not send is zero or null. What the contract does not allow
/// (nil where a field is no optional one, NaN, infinity) throws a <see cref="MessagePackSerializationException"/>.
/// </summary>
internal ref struct WireFields
{
    /// <summary>Arrays and maps within one another in a field that is not known; the contract itself needs five.</summary>
    private const int MostDepth = 1024;

    private MessagePackReader _reader;
    private int _left;

    /// <param name="reader">At the message's array; <see cref="End"/> gives it back behind it.</param>
    public WireFields(MessagePackReader reader)
    {
        _reader = reader;
        _left = _reader.ReadArrayHeader();
    }

    public delegate T ItemReader<T>(ref MessagePackReader reader);

    public bool Boolean() => IsThere() && _reader.ReadBoolean();

    public byte Byte() => IsThere() ? _reader.ReadByte() : (byte)0;

    public int Int32() => IsThere() ? _reader.ReadInt32() : 0;

    public long Int64() => IsThere() ? _reader.ReadInt64() : 0;

    public float Single() => IsThere() ? Finite(_reader.ReadSingle()) : 0;

    public double Double() => IsThere() ? Double(ref _reader) : 0;

    public int? OptionalInt32() => IsThere() && !_reader.TryReadNil() ? _reader.ReadInt32() : null;

    public long? OptionalInt64() => IsThere() && !_reader.TryReadNil() ? _reader.ReadInt64() : null;

    public double? OptionalDouble() => IsThere() && !_reader.TryReadNil() ? Double(ref _reader) : null;

    /// <summary>Null where the writer did not send it, never for nil.</summary>
    public string? String() => IsThere() ? String(ref _reader) : null;

    public string? OptionalString() => IsThere() ? _reader.ReadString() : null;

    /// <summary>Null where the writer did not send it, never for nil.</summary>
    public T? Message<T>(ItemReader<T> read)
        where T : class => IsThere() ? read(ref _reader) : null;

    public T? OptionalMessage<T>(ItemReader<T> read)
        where T : class => IsThere() && !_reader.TryReadNil() ? read(ref _reader) : null;

    public List<T> List<T>(ItemReader<T> read)
    {
        if (!IsThere())
        {
            return [];
        }

        // No longer than the payload has bytes: the reader refuses a header that promises more.
        int count = _reader.ReadArrayHeader();
        List<T> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(read(ref _reader));
        }

        return items;
    }

    /// <summary>Skips what a newer writer added.</summary>
    /// <returns>The reader, behind the message.</returns>
    public MessagePackReader End()
    {
        for (; _left > 0; _left--)
        {
            Skip(ref _reader);
        }

        return _reader;
    }

    /// <summary>Skips a value whatever it is. Not as MessagePack's own reader does, which calls itself for each array in another until the stack ends.</summary>
    public static void Skip(ref MessagePackReader reader) => Skip(ref reader, depth: 0);

    /// <summary>A string that must be there, as a list's item.</summary>
    public static string String(ref MessagePackReader reader) =>
        reader.ReadString() ?? throw new MessagePackSerializationException("expected a string, found nil");

    /// <summary>A number that must be there, as a list's item.</summary>
    public static double Double(ref MessagePackReader reader) => Finite(reader.ReadDouble());

    private static void Skip(ref MessagePackReader reader, int depth)
    {
        bool isArray = reader.NextMessagePackType == MessagePackType.Array;
        if (!isArray && reader.NextMessagePackType != MessagePackType.Map)
        {
            reader.Skip();
            return;
        }

        if (depth == MostDepth)
        {
            throw new MessagePackSerializationException($"more than {MostDepth} arrays or maps within one another");
        }

        for (long left = isArray ? reader.ReadArrayHeader() : 2L * reader.ReadMapHeader(); left > 0; left--)
        {
            Skip(ref reader, depth + 1);
        }
    }

    private static T Finite<T>(T value)
        where T : INumber<T> =>
        T.IsFinite(value) ? value : throw new MessagePackSerializationException(string.Create(CultureInfo.InvariantCulture, $"expected a finite number, found {value}"));

    private bool IsThere() => _left-- > 0;
}
