using System.Globalization;
using Evaluation;
using Evaluation.Reports;
using Sensors.Yaml;

namespace Perception.Commands;

/// <summary>A YAML file with a list <c>budgets</c>.</summary>
internal static class BudgetFile
{
    /// <exception cref="EvaluationException">The file is missing, no budgets, or one of them bounds nothing; the message is one sentence.</exception>
    public static List<Budget> Read(string path)
    {
        try
        {
            YamlSection file = YamlSection.Load(path);
            IReadOnlyList<YamlSection> lines = file.Sections("budgets");
            file.RefuseUnknownKeys();
            return lines.Count > 0 ? [.. lines.Select(Read)] : throw file.Wrong("budgets", "at least one", "none");
        }
        catch (YamlFormatException fault)
        {
            throw new EvaluationException(fault.Message);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EvaluationException($"{path}: expected a file of budgets, found none.");
        }
    }

    private static Budget Read(YamlSection line)
    {
        Budget budget = new(
            line.Text("figure"), line.OptionalNumber("minimum"), line.OptionalNumber("maximum"), line.OptionalNumber("maximumDrop"), line.OptionalNumber("maximumRise"));
        line.RefuseUnknownKeys();
        if (budget is { Minimum: null, Maximum: null, MaximumDrop: null, MaximumRise: null })
        {
            throw line.Wrong("figure", "minimum, maximum, maximumDrop or maximumRise beside it", $"none for {budget.Figure}");
        }

        return budget.Minimum > budget.Maximum
            ? throw line.Wrong("minimum", string.Create(CultureInfo.InvariantCulture, $"at most the maximum {budget.Maximum}"), budget.Minimum.Value.ToString(CultureInfo.InvariantCulture))
            : budget;
    }
}
