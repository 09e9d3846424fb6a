using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Perception.Commands;

/// <summary>Checks the text of options before it is parsed, so that a value that cannot be is refused in one sentence and never read as another.</summary>
/// <remarks>
/// The parser would take the comma of 0,5 for one between thousands and read 5, take a number for a name of an enumeration, and otherwise tell of
/// types of this program.
/// </remarks>
public static class OptionValues
{
    /// <summary>Makes a command, and those below it, refuse values that its options cannot take.</summary>
    public static void Check(Command command)
    {
        foreach (Option option in command.Options)
        {
            option.Validators.Insert(0, Check);
        }

        foreach (Command below in command.Subcommands)
        {
            Check(below);
        }
    }

    private static void Check(OptionResult result)
    {
        Type type = result.Option.ValueType.GetElementType() ?? result.Option.ValueType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (Expected(type, result.Option, text) is { } expected)
            {
                result.AddError($"{result.Option.Name}: expected {expected}, found {text}");
                return;
            }
        }
    }

    /// <returns>What the option takes instead of the text; null where it takes it.</returns>
    private static string? Expected(Type type, Option option, string text)
    {
        if (type == typeof(double) || type == typeof(float))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number with a point, if any";
        }

        if (type == typeof(byte) || type == typeof(int) || type == typeof(long))
        {
            (long least, long most) = type == typeof(byte) ? (byte.MinValue, byte.MaxValue) : type == typeof(int) ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
            bool isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most;
            return isWhole ? null : $"a whole number from {least} to {most}";
        }

        if (type.IsEnum)
        {
            // Several may be one text with commas between, where the option reads them so.
            string[] names = Enum.GetNames(type);
            IEnumerable<string> given = option.ValueType.IsArray ? text.Split(',') : [text];
            return given.All(name => names.Contains(name, StringComparer.OrdinalIgnoreCase)) ? null : OneOf(names.Select(name => name.ToLowerInvariant()));
        }

        string[] values = type == typeof(string) ? [.. option.GetCompletions(CompletionContext.Empty).Select(completion => completion.Label)] : [];
        return values.Length == 0 || values.Contains(text) ? null : OneOf(values);
    }

    private static string OneOf(IEnumerable<string> values) => string.Join(", ", values.SkipLast(1)) + " or " + values.Last();
}
