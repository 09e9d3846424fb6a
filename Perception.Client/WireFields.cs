using MessagePack;

namespace Perception.Client;

/// <summary>The fields of one message, read in the order of their keys; what an older writer did not send is zero or null.</summary>
internal ref struct WireFields
{
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

    public float Single() => IsThere() ? _reader.ReadSingle() : 0;

    public double Double() => IsThere() ? _reader.ReadDouble() : 0;

    public int? OptionalInt32() => IsThere() && !_reader.TryReadNil() ? _reader.ReadInt32() : null;

    public long? OptionalInt64() => IsThere() && !_reader.TryReadNil() ? _reader.ReadInt64() : null;

    public double? OptionalDouble() => IsThere() && !_reader.TryReadNil() ? _reader.ReadDouble() : null;

    public string? String() => IsThere() ? _reader.ReadString() : null;

    public T? Message<T>(ItemReader<T> read)
        where T : class => IsThere() && !_reader.TryReadNil() ? read(ref _reader) : null;

    public List<T> List<T>(ItemReader<T> read)
    {
        if (!IsThere() || _reader.TryReadNil())
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
            _reader.Skip();
        }

        return _reader;
    }

    private bool IsThere() => _left-- > 0;
}
