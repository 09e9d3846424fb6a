using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perception.Client;

/// <summary>Messages as JSON, one line each: <c>topic</c> first, then every field by its documented name, null where it is absent.</summary>
/// <remarks>Enumerations are written by name. Owns a writer that is reused, so one instance serves one thread.</remarks>
public sealed class MessageJson : IDisposable
{
    /// <summary>The fields that differ between two runs over the same drive.</summary>
    public static IReadOnlySet<string> ClockFields { get; } = new HashSet<string> { "publishTimeNs", "captureToPublishNs", "stages" };

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;
    private readonly JsonTypeInfo<WorldMessage> _world;
    private readonly JsonTypeInfo<HealthMessage> _health;
    private readonly JsonTypeInfo<HelloMessage> _hello;

    /// <param name="withClockFields">
    /// False leaves out <see cref="ClockFields"/>, so that the <c>world</c> lines of two runs compare byte for byte.
    /// </param>
    public MessageJson(bool withClockFields = true)
    {
        JsonSerializerOptions options = new(MessageJsonContext.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = withClockFields
                ? MessageJsonContext.Default
                : MessageJsonContext.Default.WithAddedModifier(RemoveClockFields),
        };
        _world = (JsonTypeInfo<WorldMessage>)options.GetTypeInfo(typeof(WorldMessage));
        _health = (JsonTypeInfo<HealthMessage>)options.GetTypeInfo(typeof(HealthMessage));
        _hello = (JsonTypeInfo<HelloMessage>)options.GetTypeInfo(typeof(HelloMessage));
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = options.Encoder });
    }

    /// <summary>One line with its line feed, UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line(WorldMessage message) => Write(message, _world);

    /// <inheritdoc cref="Line(WorldMessage)"/>
    public ReadOnlySpan<byte> Line(HealthMessage message) => Write(message, _health);

    /// <inheritdoc cref="Line(WorldMessage)"/>
    public ReadOnlySpan<byte> Line(HelloMessage message) => Write(message, _hello);

    public void Dispose() => _writer.Dispose();

    private static void RemoveClockFields(JsonTypeInfo type)
    {
        for (int i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (ClockFields.Contains(type.Properties[i].Name))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private ReadOnlySpan<byte> Write<TMessage>(TMessage message, JsonTypeInfo<TMessage> type)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, message, type);
        _writer.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenSpan;
    }
}
