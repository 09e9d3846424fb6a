using System.Runtime.InteropServices;
using System.Text;

namespace Perception.Inference;

/// <summary>Puts nodes in front of an ONNX network that do its preprocessing, so that it takes 8-bit BGR pixels, HWC.</summary>
/// <remarks>The numbers are field numbers of onnx.proto (ONNX 1.12). Resize needs operator set 11 or later, as all networks here have.</remarks>
internal static class PreambleGraph
{
    /// <summary>Name of the merged network's image input: uint8, [1, height, width, 3].</summary>
    public const string PixelsInput = "preamble_pixels";

    private const int GraphField = 7;
    private const int NodeField = 1;
    private const int InitializerField = 5;
    private const int InputField = 11;
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int Int64Type = 7;
    private const int IntAttribute = 2;
    private const int StringAttribute = 3;
    private const int IntsAttribute = 7;

    /// <param name="onnx">The network.</param>
    /// <param name="input">Its image input.</param>
    /// <param name="letterbox">Where the image lies in it; read for <see cref="Preamble.Resize"/> only.</param>
    /// <param name="preamble">How much the nodes do.</param>
    /// <exception cref="InvalidDataException">It is not an ONNX file.</exception>
    public static byte[] Merge(byte[] onnx, ImageInput input, in Letterbox letterbox, Preamble preamble)
    {
        OnnxFields model = new();
        foreach ((int field, ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> content) in OnnxFields.Read(onnx))
        {
            if (field == GraphField)
            {
                model.Message(GraphField, MergeGraph(content, input, letterbox, preamble));
            }
            else
            {
                model.Raw(whole);
            }
        }

        return model.ToArray();
    }

    private static OnnxFields MergeGraph(ReadOnlyMemory<byte> graph, ImageInput input, in Letterbox letterbox, Preamble preamble)
    {
        bool resizes = preamble == Preamble.Resize;
        OnnxFields merged = new();
        int rows = resizes ? letterbox.SourceHeight : input.Height;
        int columns = resizes ? letterbox.SourceWidth : input.Width;
        Value(merged, PixelsInput, [1, rows, columns, 3]);

        // While the pixels are bytes every node moves a quarter of the memory.
        string last = Node(merged, "Transpose", [PixelsInput], Attribute("perm", [0, 3, 1, 2]));
        if (resizes)
        {
            last = AddResize(merged, last, letterbox);
        }

        if (input.Colour == InputColour.Rgb)
        {
            last = Node(merged, "Gather", [last, Wholes(merged, "order", [2, 1, 0])], Attribute("axis", 1));
        }

        last = Node(merged, "Cast", [last], Attribute("to", FloatType));
        if (resizes && (letterbox.ContentWidth != input.Width || letterbox.ContentHeight != input.Height))
        {
            int right = input.Width - letterbox.PadX - letterbox.ContentWidth;
            int bottom = input.Height - letterbox.PadY - letterbox.ContentHeight;
            string pads = Wholes(merged, "pads", [0, 0, letterbox.PadY, letterbox.PadX, 0, 0, bottom, right]);
            last = Node(merged, "Pad", [last, pads, Floats(merged, "pad", [], [input.Pad])]);
        }

        float[] bias = [.. input.Mean.Zip(input.Scale, (mean, scale) => -mean * scale)];
        last = Node(merged, "Mul", [last, Floats(merged, "scale", [1, 3, 1, 1], [.. input.Scale])]);
        Node(merged, "Add", [last, Floats(merged, "bias", [1, 3, 1, 1], bias)], output: input.Tensor.Name);

        foreach ((int field, ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> content) in OnnxFields.Read(graph))
        {
            bool isImageInput = field == InputField && NameOf(content) == input.Tensor.Name;
            if (!isImageInput)
            {
                merged.Raw(whole);
            }
        }

        return merged;
    }

    private static string AddResize(OnnxFields graph, string last, in Letterbox letterbox)
    {
        if (letterbox.CropTop > 0)
        {
            string starts = Wholes(graph, "starts", [letterbox.CropTop]);
            string ends = Wholes(graph, "ends", [letterbox.SourceHeight]);
            last = Node(graph, "Slice", [last, starts, ends, Wholes(graph, "axes", [2])]);
        }

        string sizes = Wholes(graph, "sizes", [1, 3, letterbox.ContentHeight, letterbox.ContentWidth]);
        string none = Floats(graph, "none", [0], []);
        return Node(graph, "Resize", [last, none, none, sizes], Attribute("mode", "linear"));
    }

    private static string NameOf(ReadOnlyMemory<byte> value) =>
        Encoding.UTF8.GetString(OnnxFields.Read(value).Find(field => field.Field == 1).Content.Span);

    private static string Node(OnnxFields graph, string operation, string[] inputs, OnnxFields? attribute = null, string? output = null)
    {
        string name = "preamble_" + operation;
        OnnxFields node = new();
        Array.ForEach(inputs, input => node.Text(1, input));
        node.Text(2, output ?? name).Text(3, name).Text(4, operation);
        if (attribute is not null)
        {
            node.Message(5, attribute);
        }

        graph.Message(NodeField, node);
        return output ?? name;
    }

    private static OnnxFields Attribute(string name, long value) => new OnnxFields().Text(1, name).Int(3, value).Int(20, IntAttribute);

    private static OnnxFields Attribute(string name, string value) => new OnnxFields().Text(1, name).Text(4, value).Int(20, StringAttribute);

    private static OnnxFields Attribute(string name, long[] values)
    {
        OnnxFields attribute = new OnnxFields().Text(1, name);
        Array.ForEach(values, value => attribute.Int(8, value));
        return attribute.Int(20, IntsAttribute);
    }

    private static string Wholes(OnnxFields graph, string name, long[] values) =>
        Tensor(graph, name, [values.Length], Int64Type, MemoryMarshal.AsBytes<long>(values));

    private static string Floats(OnnxFields graph, string name, long[] shape, float[] values) =>
        Tensor(graph, name, shape, FloatType, MemoryMarshal.AsBytes<float>(values));

    private static string Tensor(OnnxFields graph, string name, long[] shape, int type, ReadOnlySpan<byte> values)
    {
        string full = "preamble_" + name;
        OnnxFields tensor = new();
        Array.ForEach(shape, dimension => tensor.Int(1, dimension));
        graph.Message(InitializerField, tensor.Int(2, type).Text(8, full).Bytes(9, values));
        return full;
    }

    private static void Value(OnnxFields graph, string name, long[] shape)
    {
        OnnxFields dimensions = new();
        Array.ForEach(shape, dimension => dimensions.Message(1, new OnnxFields().Int(1, dimension)));
        OnnxFields tensor = new OnnxFields().Int(1, ByteType).Message(2, dimensions);
        graph.Message(InputField, new OnnxFields().Text(1, name).Message(2, new OnnxFields().Message(1, tensor)));
    }
}
