using System.CommandLine;
using System.Globalization;
using Evaluation.Reports;

namespace Perception.Commands;

/// <summary><c>perceive evaluate compare A B</c>: what changed between two runs; fails where a budget is broken.</summary>
public static class EvaluateCompareCommand
{
    private const int Broken = 2;
    private const double Small = 5e-4;

    public static Command Create()
    {
        Argument<string> before = new("A") { Description = "The first run's figures (JSON, from --json or --summary)." };
        Argument<string> after = new("B") { Description = "The second run's." };
        Option<string?> budget = new("--budget")
        {
            Description = "YAML: a list 'budgets' of figure, minimum, maximum, maximumDrop, maximumRise; exit code 2 where one is broken.",
        };
        Option<bool> all = new("--all") { Description = "Also show figures that did not change." };
        Command command = new("compare", "Show what changed between two runs.") { before, after, budget, all };
        command.SetAction(parsed => EvaluationErrors.Relay(() => Run(
            FigureComparison.Read(parsed.GetValue(before)!, parsed.GetValue(after)!),
            parsed.GetValue(budget) is { } path ? BudgetFile.Read(path) : [],
            parsed.GetValue(all), parsed.InvocationConfiguration.Output)));
        return command;
    }

    private static int Run(FigureComparison comparison, List<Budget> budgets, bool isAll, TextWriter output)
    {
        foreach ((string figure, double? before, double? after) in comparison.Figures())
        {
            if (isAll || before is null || after is null || before != after)
            {
                double? change = after - before;
                string digits = change is { } step && step != 0 && Math.Abs(step) < Small ? "0.######" : "0.###";
                string sign = change > 0 ? "+" : "";
                output.WriteLine($"{figure,-48} {Text(before, digits),12} {Text(after, digits),12} {sign + Text(change, digits),10}");
            }
        }

        List<string> breaches = comparison.Breaches(budgets);
        breaches.ForEach(output.WriteLine);
        return breaches.Count > 0 ? Broken : 0;
    }

    /// <summary>A figure so small that its digits would not show it has an exponent.</summary>
    private static string Text(double? value, string digits) =>
        value?.ToString(value != 0 && Math.Abs(value.Value) < Small ? "0.##e+0" : digits, CultureInfo.InvariantCulture) ?? "";
}
