using System.CommandLine;
using System.Globalization;
using Evaluation.Reports;

namespace Perception.Commands;

/// <summary><c>perceive evaluate compare A B</c>: what changed between two runs; fails where a budget is broken.</summary>
public static class EvaluateCompareCommand
{
    private const int Broken = 2;
    private const double Unchanged = 5e-4;

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
            if (isAll || before is null || after is null || Math.Abs(after.Value - before.Value) > Unchanged)
            {
                string change = (after - before)?.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture) ?? "";
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure,-48} {before,12:0.###} {after,12:0.###} {change,10}"));
            }
        }

        List<string> breaches = comparison.Breaches(budgets);
        breaches.ForEach(output.WriteLine);
        return breaches.Count > 0 ? Broken : 0;
    }
}
