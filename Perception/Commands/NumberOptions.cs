using System.CommandLine;
using System.CommandLine.Parsing;

namespace Perception.Commands;

/// <summary>Fractions are written with a point: the parser would take the comma of 0,5 for one between thousands, and read 5.</summary>
public static class NumberOptions
{
    /// <summary>Makes a command, and those below it, refuse numbers with commas.</summary>
    public static void RefuseCommas(Command command)
    {
        foreach (Option option in command.Options)
        {
            Type type = option.ValueType.GetElementType() ?? option.ValueType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type == typeof(double) || type == typeof(float))
            {
                option.Validators.Add(Check);
            }
        }

        foreach (Command below in command.Subcommands)
        {
            RefuseCommas(below);
        }
    }

    private static void Check(OptionResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.Contains(',', StringComparison.Ordinal)) is { } token)
        {
            result.AddError($"{result.Option.Name}: expected a number with a point, if any, found {token.Value}");
        }
    }
}
