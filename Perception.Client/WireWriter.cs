using MessagePack;

namespace Perception.Client;

/// <summary>Writes messages as MessagePack, field by field, each message an array in the order of its keys.</summary>
/// <remarks>
/// MessagePack's own serializer gives the same bytes, as a test holds, but makes its code at run time, when the first message comes: a
/// fifth of a start, and nothing that can be compiled ahead of time. Allocates nothing. Thread safe.
/// </remarks>
internal static partial class WireWriter
{
    private delegate void ItemWriter<T>(ref MessagePackWriter writer, T item);

    private static void WriteList<T>(ref MessagePackWriter writer, List<T> items, ItemWriter<T> write)
    {
        writer.WriteArrayHeader(items.Count);
        foreach (T item in items)
        {
            write(ref writer, item);
        }
    }

    private static void WriteOptional<T>(ref MessagePackWriter writer, T? message, ItemWriter<T> write)
        where T : class
    {
        if (message is null)
        {
            writer.WriteNil();
            return;
        }

        write(ref writer, message);
    }

    private static void WriteOptional(ref MessagePackWriter writer, int? value) => WriteOptional(ref writer, (long?)value);

    private static void WriteOptional(ref MessagePackWriter writer, long? value)
    {
        if (value is { } present)
        {
            writer.Write(present);
            return;
        }

        writer.WriteNil();
    }

    private static void WriteOptional(ref MessagePackWriter writer, float? value)
    {
        if (value is { } present)
        {
            writer.Write(present);
            return;
        }

        writer.WriteNil();
    }

    private static void WriteOptional(ref MessagePackWriter writer, double? value)
    {
        if (value is { } present)
        {
            writer.Write(present);
            return;
        }

        writer.WriteNil();
    }
}
