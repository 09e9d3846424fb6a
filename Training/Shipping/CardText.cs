using System.Globalization;
using System.Text;
using Fusion.Tracking;
using Training.Onnx;

namespace Training.Shipping;

/// <summary>Writes a <see cref="ModelCard"/> as Markdown.</summary>
internal sealed class CardText
{
    private const string Nothing = "None recorded.\n";
    private readonly StringBuilder _text = new();

    private CardText()
    {
    }

    /// <param name="card">What to write.</param>
    /// <param name="options">The network's name, licence, origin and image size.</param>
    /// <param name="weights">For the number of classes and of learned numbers.</param>
    /// <param name="sha256">Of the ONNX file.</param>
    /// <param name="pictures">For each failure the path of its copy, from the card's folder; null for none.</param>
    public static string Write(ModelCard card, ShippingOptions options, FoldedWeights weights, string sha256, IReadOnlyList<string?> pictures) =>
        new CardText().Add(card, options, weights, sha256, pictures);

    private string Add(ModelCard card, ShippingOptions options, FoldedWeights weights, string sha256, IReadOnlyList<string?> pictures)
    {
        IEnumerable<string> classes = ManifestText.Classes(weights.Classes).Select(Words);
        _text.Append(CultureInfo.InvariantCulture, $"# {options.Name}\n{card.Summary}\n");
        Table("What it is", ["", ""],
        [
            ["image", $"{options.Width} × {options.Height}, RGB; wider frames are padded, narrower ones widened"],
            ["objects", string.Join(", ", classes)],
            ["masks", $"drivable area, lane lines, {options.Width / TritaskLayout.MaskStride} × {options.Height / TritaskLayout.MaskStride}"],
            ["learned numbers", weights.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)],
            ["licence", options.Licence],
            ["origin", options.Origin],
            ["SHA-256", $"`{sha256}`"],
        ]);
        Table("Data", ["set", "licence", "origin", "used for", "images"],
            card.DataSets.Select(set => new[] { set.Name, set.Licence, set.Origin, set.Use, set.Images.ToString("N0", CultureInfo.InvariantCulture) }));
        Table("Teachers", ["network", "licence", "origin", "taught"], card.Teachers.Select(teacher => new[] { teacher.Name, teacher.Licence, teacher.Origin, teacher.Taught }));
        Table("Training", ["", ""], card.Settings.Select(setting => new[] { setting.Key, setting.Value }));
        AddMetrics(card.Metrics);
        AddList("Limits", card.Limits);
        AddFailures(card.Failures, pictures);
        Heading("How to make it again");
        _text.Append(card.Reproduce.Count == 0 ? Nothing : $"```\n{string.Join('\n', card.Reproduce)}\n```\n");
        return _text.ToString();
    }

    private void AddMetrics(IReadOnlyList<CardMetric> metrics)
    {
        Heading("Figures");
        if (metrics.Count == 0)
        {
            _text.Append(Nothing);
            return;
        }

        string separator = "";
        foreach (IGrouping<string, CardMetric> table in metrics.GroupBy(metric => metric.Table))
        {
            _text.Append(separator);
            separator = "\n";
            Row([table.Key, ""]);
            Row(["---", "---"]);
            foreach (CardMetric metric in table)
            {
                Row([metric.Row, metric.Value]);
            }
        }
    }

    private void AddList(string heading, IReadOnlyList<string> lines)
    {
        Heading(heading);
        _text.Append(lines.Count == 0 ? Nothing : string.Concat(lines.Select(line => $"- {line}\n")));
    }

    private void AddFailures(IReadOnlyList<CardFailure> failures, IReadOnlyList<string?> pictures)
    {
        Heading("Known failures");
        if (failures.Count == 0)
        {
            _text.Append(Nothing);
        }

        foreach ((CardFailure failure, string? picture) in failures.Zip(pictures))
        {
            string shown = picture == null ? "" : $"\n\n  ![{failure.Text.Replace("]", ")", StringComparison.Ordinal).Replace("[", "(", StringComparison.Ordinal)}]({picture})";
            _text.Append(CultureInfo.InvariantCulture, $"- {failure.Text}{shown}\n");
        }
    }

    private void Table(string heading, string[] columns, IEnumerable<string[]> rows)
    {
        Heading(heading);
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            _text.Append(Nothing);
            return;
        }

        Row(columns);
        Row([.. columns.Select(_ => "---")]);
        foreach (string[] row in all)
        {
            Row(row);
        }
    }

    private void Heading(string text) => _text.Append(CultureInfo.InvariantCulture, $"\n## {text}\n");

    private void Row(string[] cells) => _text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(Cell))} |\n");

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static string Words(ObjectClass objectClass) => objectClass switch
    {
        ObjectClass.Vehicle => "vehicles",
        ObjectClass.Pedestrian => "pedestrians",
        ObjectClass.TwoWheeler => "two-wheelers",
        _ => objectClass.ToString(),
    };
}
