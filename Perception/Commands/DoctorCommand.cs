using System.CommandLine;
using Perception.Diagnostics;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive doctor</c>: what this machine has, each line ok or what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string?> models = SharedOptions.Models();
        Command command = new("doctor", "Check what this machine has: runtime, native libraries, GPU, networks, drives.") { models };
        command.SetAction(parsed => Run(parsed.GetValue(models)));
        return command;
    }

    private static int Run(string? models)
    {
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("what", "state", "found");
        bool isWell = true;
        foreach (Finding finding in MachineCheck.Run(models))
        {
            isWell &= finding.Level != FindingLevel.Failed;
            string state = finding.Level switch
            {
                FindingLevel.Ok => "[green]ok[/]",
                FindingLevel.Absent => "[yellow]absent[/]",
                _ => "[red]to do[/]",
            };
            table.AddRow(new Text(finding.What), new Markup(state), new Text(finding.Found));
        }

        ConsoleTable.Write(table);
        return isWell ? 0 : 1;
    }
}
