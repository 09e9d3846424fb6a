using System.Globalization;
using MessagePack;

namespace Perception.Client;

/// <summary>Finds the field for which a payload was refused, by the contract as text; only then, for it takes longer than reading. Thread safe.</summary>
internal static class WireFault
{
    private const string ListBegin = "list<";

    private static readonly Lazy<ILookup<string, SchemaField>> Fields = new(() => WireSchema.Fields.ToLookup(field => field.Message));

    /// <param name="payload">What was refused.</param>
    /// <param name="message">The message that it should have been.</param>
    /// <returns>The field, what was expected and found; null where no value is to blame: the payload is cut off, or no MessagePack.</returns>
    public static string? Find(ReadOnlyMemory<byte> payload, string message)
    {
        MessagePackReader reader = new(payload);
        try
        {
            return InMessage(ref reader, message);
        }
        catch (Exception failure) when (failure is MessagePackSerializationException or EndOfStreamException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string? InMessage(ref MessagePackReader reader, string message)
    {
        if (reader.NextMessagePackType != MessagePackType.Array)
        {
            return $"{message}: expected an array, found {Kind(ref reader)}";
        }

        int left = reader.ReadArrayHeader();
        foreach (SchemaField field in Fields.Value[message].Take(left))
        {
            if (InValue(ref reader, field.Type, $"{message}.{field.Name}") is { } fault)
            {
                return fault;
            }

            left--;
        }

        for (; left > 0; left--)
        {
            WireFields.Skip(ref reader);
        }

        return null;
    }

    private static string? InValue(ref MessagePackReader reader, string type, string where)
    {
        bool isOptional = type.EndsWith('?');
        if (isOptional && reader.TryReadNil())
        {
            return null;
        }

        string held = isOptional ? type[..^1] : type;
        return held.StartsWith(ListBegin, StringComparison.Ordinal) ? InList(ref reader, held, where)
            : Fields.Value.Contains(held) ? InMessage(ref reader, held)
            : InScalar(ref reader, held, where);
    }

    private static string? InList(ref MessagePackReader reader, string type, string where)
    {
        if (reader.NextMessagePackType != MessagePackType.Array)
        {
            return $"{where}: expected {type}, found {Kind(ref reader)}";
        }

        string item = type[ListBegin.Length..^1];
        string? fault = null;
        for (int left = reader.ReadArrayHeader(); left > 0 && fault is null; left--)
        {
            fault = InValue(ref reader, item, where);
        }

        return fault;
    }

    private static string? InScalar(ref MessagePackReader reader, string type, string where)
    {
        string kind = Kind(ref reader);
        object? found = reader.NextMessagePackType switch
        {
            MessagePackType.Boolean => reader.ReadBoolean(),
            MessagePackType.String => reader.ReadString(),
            MessagePackType.Float => reader.ReadDouble(),
            MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64 => (decimal)reader.ReadUInt64(),
            MessagePackType.Integer => (decimal)reader.ReadInt64(),
            _ => null,
        };
        (bool isOfType, bool isInRange) = (type, found) switch
        {
            ("bool", bool) or ("string", string) => (true, true),
            ("int32", decimal number) => (true, number is >= int.MinValue and <= int.MaxValue),
            ("int64", decimal number) => (true, number is >= long.MinValue and <= long.MaxValue),
            ("float32" or "float64", decimal) => (true, true),
            ("float32", double number) => (true, Math.Abs(number) <= float.MaxValue),
            ("float64", double number) => (true, double.IsFinite(number)),
            ("bool" or "string" or "int32" or "int64" or "float32" or "float64", _) => (false, false),

            // An enumeration.
            (_, decimal number) => (true, number is >= byte.MinValue and <= byte.MaxValue),
            _ => (false, false),
        };
        return isInRange ? null : $"{where}: expected {type}, found {(isOfType ? Text(found!) : kind)}";
    }

    /// <summary>As the clients in other languages write it.</summary>
    private static string Text(object number) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    /// <exception cref="MessagePackSerializationException">It is no MessagePack.</exception>
    private static string Kind(ref MessagePackReader reader) => reader.NextMessagePackType switch
    {
        MessagePackType.Nil => "nil",
        MessagePackType.Boolean => "a boolean",
        MessagePackType.Integer => "an integer",
        MessagePackType.Float => "a float",
        MessagePackType.String => "a string",
        MessagePackType.Array => "an array",
        MessagePackType.Map => "a map",
        MessagePackType.Binary => "binary",
        MessagePackType.Extension => "an extension type",
        _ => throw new MessagePackSerializationException($"expected MessagePack, found the byte {reader.NextCode}"),
    };
}
