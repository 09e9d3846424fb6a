namespace Training.Onnx;

/// <summary>Collects the nodes and constants of an ONNX graph. A node's one output has the node's name; a constant that is named again is the same one.</summary>
internal sealed class GraphBuilder
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxTensor> _constants = [];

    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    public IReadOnlyList<OnnxTensor> Constants => [.. _constants.Values];

    /// <returns>The name of the node's output.</returns>
    public string Node(string operation, string name, string[] inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new OnnxNode(operation, inputs, [name], attributes));
        return name;
    }

    /// <summary>Cuts a value along its second dimension.</summary>
    public void Split(string input, string first, string second, long firstSize, long secondSize) =>
        _nodes.Add(new OnnxNode("Split", [input, Constant($"{input}.parts", [firstSize, secondSize])], [first, second], [new("axis", 1L)]));

    /// <param name="layer">Kernel and stride.</param>
    /// <param name="name">Its constants are <c>NAME.weight</c> and <c>NAME.bias</c>.</param>
    /// <param name="input">Name of a value [1, in, h, w].</param>
    /// <param name="output">Name of its own.</param>
    public string Conv(ConvLayer layer, string name, string input, string output)
    {
        long kernel = layer.Kernel, pad = kernel / 2, stride = layer.Stride;
        return Node("Conv", output, [input, $"{name}.weight", $"{name}.bias"],
            new("kernel_shape", new[] { kernel, kernel }), new("pads", new[] { pad, pad, pad, pad }), new("strides", new[] { stride, stride }));
    }

    public string Constant(string name, FoldedTensor tensor) => Constant(name, tensor.Shape, tensor.Values);

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        _constants.TryAdd(name, OnnxTensor.Of(name, shape, values));
        return name;
    }

    public string Constant(string name, ReadOnlySpan<long> values)
    {
        _constants.TryAdd(name, OnnxTensor.Of(name, values));
        return name;
    }
}
