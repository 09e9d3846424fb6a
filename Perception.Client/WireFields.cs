using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using MessagePack;

namespace Perception.Client;

/// <summary>
/// The fields of one message, read in the order of their keys; what an older writer did not send is zero or null. What the contract does not allow
/// (nil where a field is no optional one, NaN, infinity) throws a <see cref="MessagePackSerializationException"/>, and lists of more items than
/// a payload of its size can hold an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct WireFields
{
    /// <summary>Arrays and maps within one another in a field that is not known; the contract itself needs five.</summary>
    private const int MostDepth = 1024;

    /// <summary>A message or a string in a list, with its place there.</summary>
    private const int BytesOfObject = 300;

    private WirePayload _payload;
    private int _left;

    /// <param name="payload">At the message's array; <see cref="End"/> gives it back behind it.</param>
    public WireFields(WirePayload payload)
    {
        _payload = payload;
        _left = _payload.Reader.ReadArrayHeader();
    }

    public delegate T ItemReader<T>(ref WirePayload payload);

    public bool Boolean() => IsThere() && _payload.Reader.ReadBoolean();

    public byte Byte() => IsThere() ? _payload.Reader.ReadByte() : (byte)0;

    public int Int32() => IsThere() ? _payload.Reader.ReadInt32() : 0;

    public long Int64() => IsThere() ? _payload.Reader.ReadInt64() : 0;

    public float Single() => IsThere() ? Finite(_payload.Reader.ReadSingle()) : 0;

    public double Double() => IsThere() ? Double(ref _payload) : 0;

    public int? OptionalInt32() => IsThere() && !_payload.Reader.TryReadNil() ? _payload.Reader.ReadInt32() : null;

    public long? OptionalInt64() => IsThere() && !_payload.Reader.TryReadNil() ? _payload.Reader.ReadInt64() : null;

    public float? OptionalSingle() => IsThere() && !_payload.Reader.TryReadNil() ? Finite(_payload.Reader.ReadSingle()) : null;

    public double? OptionalDouble() => IsThere() && !_payload.Reader.TryReadNil() ? Double(ref _payload) : null;

    /// <summary>Null where the writer did not send it, never for nil.</summary>
    public string? String() => IsThere() ? String(ref _payload) : null;

    public string? OptionalString() => IsThere() ? _payload.Reader.ReadString() : null;

    /// <summary>Null where the writer did not send it, never for nil.</summary>
    public T? Message<T>(ItemReader<T> read)
        where T : class => IsThere() ? read(ref _payload) : null;

    public T? OptionalMessage<T>(ItemReader<T> read)
        where T : class => IsThere() && !_payload.Reader.TryReadNil() ? read(ref _payload) : null;

    public List<T> List<T>(ItemReader<T> read)
    {
        if (!IsThere())
        {
            return [];
        }

        // No longer than the payload has bytes: the reader refuses a header that promises more.
        int count = _payload.Reader.ReadArrayHeader();
        _payload.Charge(count, BytesOf<T>());
        List<T> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(read(ref _payload));
        }

        return items;
    }

    /// <summary>Skips what a newer writer added.</summary>
    /// <returns>The payload, behind the message.</returns>
    public WirePayload End()
    {
        for (; _left > 0; _left--)
        {
            Skip(ref _payload.Reader);
        }

        return _payload;
    }

    /// <summary>Skips a value whatever it is. Not as MessagePack's own reader does, which calls itself for each array in another until the stack ends.</summary>
    public static void Skip(ref MessagePackReader reader) => Skip(ref reader, depth: 0);

    /// <summary>A string that must be there, as a list's item.</summary>
    public static string String(ref WirePayload payload) =>
        payload.Reader.ReadString() ?? throw new MessagePackSerializationException("expected a string, found nil");

    /// <summary>A number that must be there, as a list's item.</summary>
    public static double Double(ref WirePayload payload) => Finite(payload.Reader.ReadDouble());

    /// <inheritdoc cref="Double(ref WirePayload)"/>
    public static int Int32(ref WirePayload payload) => payload.Reader.ReadInt32();

    /// <inheritdoc cref="Double(ref WirePayload)"/>
    public static long Int64(ref WirePayload payload) => payload.Reader.ReadInt64();

    /// <summary>About what an item of a list takes in memory.</summary>
    private static int BytesOf<T>() => typeof(T).IsValueType ? Unsafe.SizeOf<T>() : BytesOfObject;

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
