using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using MessagePack;

namespace Perception.Client;

/// <summary>The contract of the wire, read from the message classes themselves.</summary>
/// <remarks>
/// Evolution: fields are only ever added, at the end of a message, and no key is ever reused or changes its type. An older reader
/// skips trailing fields that it does not know; to a newer reader, fields that an older writer did not send are absent (null, empty
/// or zero). A change that cannot be made this way takes a new topic. Thread safe.
/// </remarks>
public static class WireSchema
{
    /// <summary>Raised by one by each release that adds fields.</summary>
    public const int Version = 4;

    private static readonly Lazy<IReadOnlyList<SchemaField>> LazyFields = new(ReadFields);

    /// <summary>SHA-256 of <see cref="Describe"/>, lower-case hexadecimal: written down, for reading it from the classes would take a tenth of a start.</summary>
    public static string Hash => "85481593102e9f1fe2587f5e7af8c381ad2985cf0b4851331a7cdf820a98ca45";

    /// <summary>Every field of every message: the three published messages, then what they hold, in order of first use.</summary>
    public static IReadOnlyList<SchemaField> Fields => LazyFields.Value;

    /// <summary>The contract as text: a line <c>Message key name type</c> for each field, then a line <c>enum Name number name</c> for each enumerator.</summary>
    public static string Describe()
    {
        StringBuilder text = new();
        SortedSet<string> enumerators = new(StringComparer.Ordinal);
        foreach (SchemaField field in Fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"{field.Message} {field.Key} {field.Name} {field.Type}\n");
            if (field.Enumeration is { } enumeration)
            {
                foreach (object value in Enum.GetValuesAsUnderlyingType(enumeration))
                {
                    string name = JsonNamingPolicy.CamelCase.ConvertName(Enum.GetName(enumeration, value)!);
                    enumerators.Add(string.Create(CultureInfo.InvariantCulture, $"enum {enumeration.Name} {value,3} {name}"));
                }
            }
        }

        foreach (string line in enumerators)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static List<SchemaField> ReadFields()
    {
        List<SchemaField> fields = [];
        List<Type> messages = [typeof(WorldMessage), typeof(HealthMessage), typeof(HelloMessage)];
        NullabilityInfoContext nullability = new();
        for (int i = 0; i < messages.Count; i++)
        {
            IEnumerable<PropertyInfo> properties = messages[i].GetProperties()
                .Where(property => property.GetCustomAttribute<KeyAttribute>() is not null)
                .OrderBy(Key);
            foreach (PropertyInfo property in properties)
            {
                Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                bool isOptional = type != property.PropertyType
                    || (!type.IsValueType && nullability.Create(property).ReadState == NullabilityState.Nullable);
                bool isList = type.IsGenericType;
                Type element = isList ? type.GetGenericArguments()[0] : type;
                if (element.GetCustomAttribute<MessagePackObjectAttribute>() is not null && !messages.Contains(element))
                {
                    messages.Add(element);
                }

                string name = isList ? $"list<{TypeName(element)}>" : TypeName(element);
                fields.Add(new SchemaField(
                    messages[i].Name,
                    Key(property),
                    JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                    isOptional ? name + "?" : name,
                    element.IsEnum ? element : null));
            }
        }

        return fields;
    }

    private static int Key(PropertyInfo property) => property.GetCustomAttribute<KeyAttribute>()!.IntKey!.Value;

    private static string TypeName(Type type) => Type.GetTypeCode(type.IsEnum ? typeof(object) : type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Int32 => "int32",
        TypeCode.Int64 => "int64",
        TypeCode.Single => "float32",
        TypeCode.Double => "float64",
        TypeCode.String => "string",
        _ => type.Name,
    };
}
