using System.Globalization;
using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <summary>Holds docs/wire-format.md and the message classes together.</summary>
public sealed class WireDocumentTests
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "wire-format.md"));

    [Fact]
    public void Document_EveryField_HasItsRow()
    {
        Assert.NotEmpty(WireSchema.Fields);
        foreach (SchemaField field in WireSchema.Fields)
        {
            string[] row = Rows(field.Message).Single(cells => cells[0] == field.Key.ToString(CultureInfo.InvariantCulture));
            Assert.Equal([$"`{field.Name}`", $"`{field.Type}`"], row[1..3]);
            Assert.InRange(int.Parse(row[5], CultureInfo.InvariantCulture), 1, WireSchema.Version);
            Assert.NotEmpty(row[6]);
        }
    }

    [Fact]
    public void Document_EveryRow_HasItsField()
    {
        foreach (IGrouping<string, SchemaField> message in WireSchema.Fields.GroupBy(field => field.Message))
        {
            Assert.Equal(message.Count(), Rows(message.Key).Count());
        }
    }

    [Fact]
    public void Document_EveryEnumerator_HasItsRow()
    {
        foreach (Type enumeration in WireSchema.Fields.Select(field => field.Enumeration).OfType<Type>().Distinct())
        {
            string[] expected = [.. Enum.GetNames(enumeration).Select((name, number) => $"{number} `{char.ToLowerInvariant(name[0])}{name[1..]}`")];
            Assert.Equal(expected, Rows(enumeration.Name).Select(cells => $"{cells[0]} {cells[1]}"));
        }
    }

    [Fact]
    public void Document_SchemaVersion_IsTheCodes() =>
        Assert.Contains($"Schema version {WireSchema.Version}.", string.Join('\n', Document), StringComparison.Ordinal);

    [Fact]
    public void Keys_OfEveryMessage_AreContiguousFromZero()
    {
        foreach (IGrouping<string, SchemaField> message in WireSchema.Fields.GroupBy(field => field.Message))
        {
            Assert.Equal(Enumerable.Range(0, message.Count()), message.Select(field => field.Key));
        }
    }

    /// <summary>The cells of the table under a heading, without its two head rows.</summary>
    private static IEnumerable<string[]> Rows(string heading) => Document
        .SkipWhile(line => line != $"### {heading}")
        .Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
}
