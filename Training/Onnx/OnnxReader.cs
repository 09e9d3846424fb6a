using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Training.Onnx;

/// <summary>Reads ONNX files, as far as <see cref="OnnxModel"/> goes. The numbers are field numbers of onnx.proto (ONNX 1.12).</summary>
internal static class OnnxReader
{
    private const int TensorAttribute = 4;
    private const int IntsAttribute = 7;

    // The tag that is read decides whether the values are packed, not the codec's.
    private static readonly FieldCodec<long> Wholes = FieldCodec.ForInt64(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited));
    private static readonly FieldCodec<float> Floats = FieldCodec.ForFloat(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited));

    private delegate void FieldReader(int field, CodedInputStream input);

    /// <exception cref="TrainingException">The file is not there or not ONNX.</exception>
    public static OnnxModel Read(string path)
    {
        try
        {
            return Model(new CodedInputStream(File.ReadAllBytes(path)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A faulty protocol buffer is an IOException too.
            throw new TrainingException($"{path}: expected an ONNX file, found none that can be read ({error.Message.TrimEnd('.')}).", error);
        }
    }

    private static OnnxModel Model(CodedInputStream input)
    {
        long version = 0, opset = 0;
        string producer = "", name = "";
        List<OnnxNode> nodes = [];
        List<OnnxTensor> initializers = [];
        List<OnnxValue> inputs = [], outputs = [];
        Fields(input, (field, model) =>
        {
            switch (field)
            {
                case 1: version = model.ReadInt64(); break;
                case 2: producer = model.ReadString(); break;
                case 7: Message(model, Graph); break;
                case 8: opset = Math.Max(opset, Opset(model)); break;
                default: model.SkipLastField(); break;
            }
        });
        return new OnnxModel(version, opset, producer, name, nodes, initializers, inputs, outputs);

        void Graph(int field, CodedInputStream graph)
        {
            switch (field)
            {
                case 1: nodes.Add(Node(graph)); break;
                case 2: name = graph.ReadString(); break;
                case 5: initializers.Add(Tensor(graph)); break;
                case 11: inputs.Add(Value(graph)); break;
                case 12: outputs.Add(Value(graph)); break;
                default: graph.SkipLastField(); break;
            }
        }
    }

    private static long Opset(CodedInputStream input)
    {
        string domain = "";
        long version = 0;
        Message(input, (field, opset) =>
        {
            switch (field)
            {
                case 1: domain = opset.ReadString(); break;
                case 2: version = opset.ReadInt64(); break;
                default: opset.SkipLastField(); break;
            }
        });
        return domain is "" or "ai.onnx" ? version : 0;
    }

    private static OnnxNode Node(CodedInputStream input)
    {
        string operation = "";
        List<string> inputs = [], outputs = [];
        List<OnnxAttribute> attributes = [];
        Message(input, (field, node) =>
        {
            switch (field)
            {
                case 1: inputs.Add(node.ReadString()); break;
                case 2: outputs.Add(node.ReadString()); break;
                case 4: operation = node.ReadString(); break;
                case 5: attributes.Add(Attribute(node)); break;
                default: node.SkipLastField(); break;
            }
        });
        return new OnnxNode(operation, [.. inputs], [.. outputs], [.. attributes]);
    }

    private static OnnxAttribute Attribute(CodedInputStream input)
    {
        string name = "", text = "";
        long type = 0, whole = 0;
        float number = 0;
        OnnxTensor? tensor = null;
        RepeatedField<long> ints = [];
        Message(input, (field, attribute) =>
        {
            switch (field)
            {
                case 1: name = attribute.ReadString(); break;
                case 2: number = attribute.ReadFloat(); break;
                case 3: whole = attribute.ReadInt64(); break;
                case 4: text = attribute.ReadString(); break;
                case 5: tensor = Tensor(attribute); break;
                case 8: ints.AddEntriesFrom(attribute, Wholes); break;
                case 20: type = attribute.ReadInt64(); break;
                default: attribute.SkipLastField(); break;
            }
        });
        return new OnnxAttribute(name, type switch
        {
            1 => number,
            2 => whole,
            TensorAttribute when tensor != null => tensor,
            IntsAttribute => ints.ToArray(),
            _ => text,
        });
    }

    private static OnnxTensor Tensor(CodedInputStream input)
    {
        string name = "";
        int type = 0;
        byte[] raw = [];
        RepeatedField<long> shape = [], wholes = [];
        RepeatedField<float> floats = [];
        Message(input, (field, tensor) =>
        {
            switch (field)
            {
                case 1: shape.AddEntriesFrom(tensor, Wholes); break;
                case 2: type = tensor.ReadInt32(); break;
                case 4: floats.AddEntriesFrom(tensor, Floats); break;
                case 7: wholes.AddEntriesFrom(tensor, Wholes); break;
                case 8: name = tensor.ReadString(); break;
                case 9: raw = tensor.ReadBytes().ToByteArray(); break;
                default: tensor.SkipLastField(); break;
            }
        });
        if (raw.Length == 0)
        {
            raw = (type == OnnxTensor.Int64
                ? MemoryMarshal.AsBytes<long>(wholes.ToArray())
                : MemoryMarshal.AsBytes<float>(floats.ToArray())).ToArray();
        }

        return new OnnxTensor(name, type, [.. shape], raw);
    }

    // ValueInfoProto 2 type → TypeProto 1 tensor → 2 shape → 1 dimension → 1 size, or a name where it is open.
    private static OnnxValue Value(CodedInputStream input)
    {
        string name = "";
        List<long> shape = [];
        Message(input, (field, value) =>
        {
            switch (field)
            {
                case 1: name = value.ReadString(); break;
                case 2: Inside(value, 1, tensor => Inside(tensor, 2, sizes => Inside(sizes, 1, dimension => shape.Add(Size(dimension))))); break;
                default: value.SkipLastField(); break;
            }
        });
        return new OnnxValue(name, [.. shape]);
    }

    private static long Size(CodedInputStream input)
    {
        long size = OnnxValue.Open;
        Inside(input, 1, one => size = one.ReadInt64());
        return size;
    }

    private static void Inside(CodedInputStream input, int wanted, Action<CodedInputStream> read) => Message(input, (field, message) =>
    {
        if (field == wanted)
        {
            read(message);
        }
        else
        {
            message.SkipLastField();
        }
    });

    private static void Message(CodedInputStream input, FieldReader read) => Fields(input.ReadBytes().CreateCodedInput(), read);

    private static void Fields(CodedInputStream input, FieldReader read)
    {
        while (input.ReadTag() is uint tag and not 0)
        {
            read(WireFormat.GetTagFieldNumber(tag), input);
        }
    }
}
