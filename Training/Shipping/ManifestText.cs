using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusion.Tracking;
using Labelling.Sets;
using Training.Onnx;

namespace Training.Shipping;

/// <summary>Writes the manifest of a three-in-one network (see <c>docs/adding-a-network.md</c>).</summary>
internal static class ManifestText
{
    /// <param name="options">Checked already.</param>
    /// <param name="sha256">Of the ONNX file.</param>
    /// <param name="classes">How many classes the network tells apart.</param>
    /// <exception cref="TrainingException">More classes than the project's labels have.</exception>
    public static string Write(ShippingOptions options, string sha256, int classes)
    {
        int rows = TritaskLayout.Strides.Sum(stride => options.Width / stride * (options.Height / stride));
        int half = TritaskLayout.MaskStride;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Written by 'train'; what the network is, learned from and gets wrong: {options.Name}.md.
            name: {options.Name}
            file: {options.Name}.onnx
            sha256: {sha256}
            licence: {Quoted(options.Licence)}
            origin: {Quoted(options.Origin)}
            tasks: [objects, lanes]
            decoder: tritask{(options.Batch > 1 ? Batch(options.Batch) : "")}
            input:
              name: image
              shape: [1, 3, {options.Height}, {options.Width}]
              colour: rgb
              mean: [0, 0, 0]
              scale: [1, 1, 1]
              fit: letterbox
              anchor: centre
              pad: 114
              mostWidening: 1.4
            outputs:
              - name: boxes
                shape: [1, {rows}, {TritaskLayout.Distances}]
              - name: scores
                shape: [1, {rows}, {classes}]
              - name: masks
                shape: [1, {TritaskLayout.Masks}, {options.Height / half}, {options.Width / half}]
            classes:

            """);
        IReadOnlyList<ObjectClass> known = Classes(classes);
        for (int id = 0; id < known.Count; id++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {id}: {JsonNamingPolicy.CamelCase.ConvertName(known[id].ToString())}\n");
        }

        string tracking = options.VehicleTrackingScore == 0.5 ? "" : string.Create(CultureInfo.InvariantCulture, $"trackingScore:\n  vehicle: {options.VehicleTrackingScore}\n");
        text.Append(CultureInfo.InvariantCulture, $"scoreThreshold:\n  default: {options.ScoreThreshold}\n{tracking}nmsIou: {options.NmsIou}\n");
        return text.ToString();
    }

    /// <summary>What the network's class ids mean: the labels' classes in their order.</summary>
    public static IReadOnlyList<ObjectClass> Classes(int count) => count <= LabelSet.Classes.Count
        ? [.. LabelSet.Classes.Take(count)]
        : throw new TrainingException($"The network's classes expected {LabelSet.Classes.Count} at most, found {count}.");

    private static string Batch(int images) => string.Create(CultureInfo.InvariantCulture, $"\nbatch: {images}");

    // YAML reads JSON's strings.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
