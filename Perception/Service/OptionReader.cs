using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Sensors;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>Reads numbers of a section of the configuration, each within what the property of <typeparamref name="T"/> that it becomes allows.</summary>
/// <remarks>Every method returns null where the key is absent, and throws a <see cref="YamlFormatException"/> with key, range and number where it is out of range.</remarks>
internal readonly struct OptionReader<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(YamlSection section)
{
    public double? Number(string key, string property) => Checked(key, property, unit: 1, section.OptionalNumber(key));

    public int? WholeNumber(string key, string property) => (int?)Checked(key, property, unit: 1, section.OptionalWholeNumber(key));

    /// <param name="key">The key.</param>
    /// <param name="unit">What its number counts, seconds.</param>
    /// <param name="property">A <see cref="TimeSpan"/>.</param>
    public TimeSpan? Duration(string key, double unit, string property) =>
        Checked(key, property, unit, section.OptionalNumber(key)) is { } number ? TimeSpan.FromSeconds(number * unit) : null;

    private double? Checked(string key, string property, double unit, double? number)
    {
        RangeAttribute range = typeof(T).GetProperty(property)!.GetCustomAttribute<RangeAttribute>()!;
        double low = OptionRanges.Number(range.Minimum) / unit;
        double high = OptionRanges.Number(range.Maximum) / unit;
        return number is null || (number >= low && number <= high)
            ? number
            : throw section.Wrong(key, string.Create(CultureInfo.InvariantCulture, $"{low:0.######} to {high:0.######}"), number.Value.ToString(CultureInfo.InvariantCulture));
    }
}
