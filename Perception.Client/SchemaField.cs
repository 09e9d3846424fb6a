namespace Perception.Client;

/// <summary>One field of one message.</summary>
/// <param name="Message">The message class's name.</param>
/// <param name="Key">Its place in the MessagePack array, from 0.</param>
/// <param name="Name">The name that every client and the JSON lines give it.</param>
/// <param name="Type"><c>bool</c>, <c>int32</c>, <c>int64</c>, <c>float32</c>, <c>float64</c>, <c>string</c>, an enumeration, a message, <c>list&lt;…&gt;</c>; with <c>?</c> where it may be nil.</param>
/// <param name="Enumeration">The enumeration where the type is one.</param>
public sealed record SchemaField(string Message, int Key, string Name, string Type, Type? Enumeration);
