using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Sensors;

/// <summary>Checks options against the ranges that their properties state.</summary>
public static class OptionRanges
{
    /// <summary>The first fault as a sentence with name, range and number; null where all is in range.</summary>
    /// <param name="options">Of any type. A property with a <see cref="DisplayAttribute"/> goes by its name, usually the command line's.</param>
    public static string? Fault(object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            object? value = property.GetValue(options);
            if (value is not null && property.GetCustomAttribute<RangeAttribute>() is { } range
                && (Number(range.Minimum), Number(range.Maximum), Number(value)) is var (low, high, number) && !(number >= low && number <= high))
            {
                string name = property.GetCustomAttribute<DisplayAttribute>()?.Name ?? property.Name;
                return string.Create(CultureInfo.InvariantCulture, $"{name}: expected {low:0.######} to {high:0.######}, found {number}.");
            }
        }

        return null;
    }

    /// <summary>All that is wrong with options: numbers out of range with what was found, and only where there are none what the options check themselves.</summary>
    public static IReadOnlyList<ValidationResult> Faults(object options)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return [.. faults.Select(fault => WithFound(options, fault))];
    }

    /// <exception cref="ValidationException">Something is wrong with the options; the message is the first of it.</exception>
    public static void Require(object options)
    {
        if (Faults(options) is [ValidationResult fault, ..])
        {
            throw new ValidationException(fault, null, options);
        }
    }

    /// <summary>A bound or a value as the number that it is; durations in seconds. The attribute itself would round a number to whole ones where its bounds are.</summary>
    public static double Number(object value) => value switch
    {
        string text => TimeSpan.Parse(text, CultureInfo.InvariantCulture).TotalSeconds,
        TimeSpan duration => duration.TotalSeconds,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static ValidationResult WithFound(object options, ValidationResult fault) =>
        fault.MemberNames.FirstOrDefault() is { } name && options.GetType().GetProperty(name) is { } property && property.IsDefined(typeof(RangeAttribute))
            ? new ValidationResult(string.Create(CultureInfo.InvariantCulture, $"{fault.ErrorMessage?.TrimEnd('.')} (found {property.GetValue(options)})."), [name])
            : fault;
}
