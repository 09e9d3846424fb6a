using Google.Protobuf;

namespace Training.Onnx;

/// <summary>Writes ONNX files. The numbers are field numbers of onnx.proto (ONNX 1.12).</summary>
internal static class OnnxWriter
{
    private const int FloatAttribute = 1;
    private const int IntAttribute = 2;
    private const int TextAttribute = 3;
    private const int IntsAttribute = 7;
    private const string OpenDimension = "batch";

    public static byte[] Bytes(OnnxModel model) => Message(output =>
    {
        Whole(output, 1, model.IrVersion);
        Text(output, 2, model.Producer);
        Nested(output, 8, opset => Whole(opset, 2, model.Opset));
        Nested(output, 7, graph =>
        {
            Text(graph, 2, model.GraphName);
            foreach (OnnxNode node in model.Nodes)
            {
                Nested(graph, 1, field => Node(field, node));
            }

            foreach (OnnxTensor tensor in model.Initializers)
            {
                Nested(graph, 5, field => Tensor(field, tensor));
            }

            foreach (OnnxValue value in model.Inputs)
            {
                Nested(graph, 11, field => Value(field, value));
            }

            foreach (OnnxValue value in model.Outputs)
            {
                Nested(graph, 12, field => Value(field, value));
            }
        });
    });

    private static void Node(CodedOutputStream output, OnnxNode node)
    {
        foreach (string input in node.Inputs)
        {
            Text(output, 1, input);
        }

        foreach (string result in node.Outputs)
        {
            Text(output, 2, result);
        }

        Text(output, 4, node.Operation);
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            Nested(output, 5, field => Attribute(field, attribute));
        }
    }

    private static void Attribute(CodedOutputStream output, OnnxAttribute attribute)
    {
        Text(output, 1, attribute.Name);
        switch (attribute.Value)
        {
            case float number:
                output.WriteTag(2, WireFormat.WireType.Fixed32);
                output.WriteFloat(number);
                Whole(output, 20, FloatAttribute);
                break;
            case long whole:
                Whole(output, 3, whole);
                Whole(output, 20, IntAttribute);
                break;
            case string text:
                Text(output, 4, text);
                Whole(output, 20, TextAttribute);
                break;
            case long[] wholes:
                foreach (long whole in wholes)
                {
                    Whole(output, 8, whole);
                }

                Whole(output, 20, IntsAttribute);
                break;
            default:
                throw new ArgumentException($"{attribute.Name}: expected a number, a text or whole numbers, found {attribute.Value.GetType()}.");
        }
    }

    private static void Tensor(CodedOutputStream output, OnnxTensor tensor)
    {
        foreach (long size in tensor.Shape)
        {
            Whole(output, 1, size);
        }

        Whole(output, 2, tensor.Type);
        Text(output, 8, tensor.Name);
        output.WriteTag(9, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(tensor.Raw));
    }

    // ValueInfoProto 2 type → TypeProto 1 tensor → 1 element type, 2 shape → 1 dimension → 1 size or 2 name.
    private static void Value(CodedOutputStream output, OnnxValue value)
    {
        Text(output, 1, value.Name);
        Nested(output, 2, type => Nested(type, 1, tensor =>
        {
            Whole(tensor, 1, OnnxTensor.Float);
            Nested(tensor, 2, shape =>
            {
                foreach (long size in value.Shape)
                {
                    Nested(shape, 1, dimension =>
                    {
                        if (size == OnnxValue.Open)
                        {
                            Text(dimension, 2, OpenDimension);
                        }
                        else
                        {
                            Whole(dimension, 1, size);
                        }
                    });
                }
            });
        }));
    }

    private static void Whole(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true))
        {
            write(output);
        }

        return bytes.ToArray();
    }
}
