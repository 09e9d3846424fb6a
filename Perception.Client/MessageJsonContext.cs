using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Source-generated JSON of the three published messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(WorldMessage))]
[JsonSerializable(typeof(HealthMessage))]
[JsonSerializable(typeof(HelloMessage))]
internal sealed partial class MessageJsonContext : JsonSerializerContext;
