using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Enumerations as camelCase names in JSON; a number that has no name stays a number.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase)
    where TEnum : struct, Enum;
