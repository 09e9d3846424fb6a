using Perception.Tests.Inference;

namespace Perception.Tests.Faults;

/// <summary>A lane network of one loop: a run on an image that is not black goes on until it is asked to end; of a black one its answer is 0, at once.</summary>
internal static class EndlessNetwork
{
    /// <summary>Width and height of its input, and of its masks, pixels.</summary>
    public const int Side = 32;

    private const int FloatType = 1;
    private const int Int64Type = 7;
    private const int BoolType = 9;
    private const int IntAttribute = 2;
    private const int GraphAttribute = 5;

    private static readonly ProtoWriter Images = new ProtoWriter()
        .Message(1, new ProtoWriter().Text(2, "n")).Message(1, new ProtoWriter().Int(1, 3)).Message(1, new ProtoWriter().Int(1, Side)).Message(1, new ProtoWriter().Int(1, Side));

    private static readonly ProtoWriter Scalar = new();

    /// <summary>Writes one that takes up to two images in a run.</summary>
    public static NetworkFolder Write()
    {
        // Each round hands the images on as they are; there is another one while any pixel is above 0.
        ProtoWriter keepDims = new ProtoWriter().Text(1, "keepdims").Int(3, 0).Int(20, IntAttribute);
        ProtoWriter round = new ProtoWriter()
            .Message(1, Node("Identity", ["images"], "same"))
            .Message(1, Node("ReduceMax", ["images"], "brightest").Message(5, keepDims))
            .Message(1, Node("Greater", ["brightest", "black"], "goesOn"))
            .Text(2, "round")
            .Message(5, new ProtoWriter().Int(2, FloatType).Text(8, "black").Bytes(9, new byte[sizeof(float)]))
            .Message(11, Value("number", Int64Type, Scalar))
            .Message(11, Value("wentOn", BoolType, Scalar))
            .Message(11, Value("images", FloatType, Images))
            .Message(12, Value("goesOn", BoolType, Scalar))
            .Message(12, Value("same", FloatType, Images));

        // Neither a number of rounds nor a condition before the first.
        ProtoWriter graph = new ProtoWriter()
            .Message(1, Node("Loop", ["", "", "image"], "answer").Message(5, new ProtoWriter().Text(1, "body").Message(6, round).Int(20, GraphAttribute)))
            .Text(2, "endless")
            .Message(11, Value("image", FloatType, Images))
            .Message(12, Value("answer", FloatType, Images));
        byte[] onnx = new ProtoWriter().Int(1, 8).Message(8, new ProtoWriter().Text(1, "").Int(2, 13)).Message(7, graph).ToArray();
        return NetworkFolder.Write(
            onnx,
            "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\nbatch: 2\n"
                + NetworkFolder.InputKeys(Side, Side) + $"outputs: [{{name: answer, shape: [1, 3, {Side}, {Side}]}}]\n");
    }

    private static ProtoWriter Node(string operation, string[] inputs, string output)
    {
        ProtoWriter node = new();
        Array.ForEach(inputs, input => node.Text(1, input));
        return node.Text(2, output).Text(3, output + "_node").Text(4, operation);
    }

    private static ProtoWriter Value(string name, int type, ProtoWriter shape) =>
        new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Int(1, type).Message(2, shape)));
}
