namespace Perception.Publishing;

/// <summary>How enumerations are named wherever a user reads them: messages, configuration, metrics, summaries. Thread safe.</summary>
internal static class WireNames
{
    /// <summary>In camel case.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>Every value's, in the order of their numbers.</summary>
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);
}
