namespace Training.Onnx;

/// <summary>The three-in-one network as an ONNX graph for one size of image.</summary>
/// <remarks>
/// Written so that a runtime has nothing left to do but convolutions: the factor 1/255 is in the first one's weights, the sigmoid of
/// the masks and scores follows its convolution directly (runtimes compute the two as one) and every shape and box centre is a constant.
/// </remarks>
internal sealed class TritaskGraph
{
    private const long IrVersion = 8;
    private const long Opset = 17;
    private static readonly Dictionary<string, ConvLayer> Layers = TritaskLayout.Layers.ToDictionary(layer => layer.Name);

    private readonly GraphBuilder _graph = new();
    private readonly FoldedWeights _weights;
    private readonly int _width;
    private readonly int _height;
    private readonly int? _batch;

    private TritaskGraph(FoldedWeights weights, int width, int height, int? batch)
    {
        _batch = batch;
        _weights = weights;
        _width = width;
        _height = height;
    }

    /// <param name="weights">Batch normalisation folded in.</param>
    /// <param name="width">Of the image, a multiple of 32.</param>
    /// <param name="height">Of the image, a multiple of 32.</param>
    /// <param name="batch">How many images a run takes; null leaves it open.</param>
    public static OnnxModel Build(FoldedWeights weights, int width, int height, int? batch) => new TritaskGraph(weights, width, height, batch).Build();

    private OnnxModel Build()
    {
        string s1 = Stage("s1", Relu(Conv("stem", "image")), blocks: 1);
        string s2 = Stage("s2", s1, blocks: 2);
        string s3 = Stage("s3", s2, blocks: 2);
        string s4 = Stage("s4", s3, blocks: 1);
        string l4 = Relu(Conv("l4", s4));
        string m3 = Relu(Conv("m3", AddDoubled("m3.in", Relu(Conv("l3", s3)), l4)));
        string m2 = Relu(Conv("m2", AddDoubled("m2.in", Relu(Conv("l2", s2)), m3)));
        string m1 = AddDoubled("m1.in", Relu(Conv("l1", s1)), Relu(Conv("t1", m2)));
        string masks = Conv("seg", Relu(Conv("m1.1", Relu(Conv("m1.0", m1)))));
        _graph.Node("DepthToSpace", "masks", [Sigmoid(masks)], new("blocksize", (long)TritaskLayout.MaskBlock), new("mode", "CRD"));
        AddObjects([m2, m3, l4]);

        int rows = TritaskLayout.Strides.Sum(stride => _width / stride * (_height / stride));
        int half = TritaskLayout.MaskStride;
        long images = _batch ?? OnnxValue.Open;
        return new OnnxModel(IrVersion, Opset, OnnxExporter.Producer, "tritask", _graph.Nodes, _graph.Constants,
            [new OnnxValue("image", [images, 3, _height, _width])],
            [
                new OnnxValue("boxes", [images, rows, TritaskLayout.Distances]),
                new OnnxValue("scores", [images, rows, _weights.Classes]),
                new OnnxValue("masks", [images, TritaskLayout.Masks, _height / half, _width / half]),
            ]);
    }

    private void AddObjects(string[] levels)
    {
        string[] scores = new string[levels.Length], distances = new string[levels.Length];
        for (int level = 0; level < levels.Length; level++)
        {
            string score = Sigmoid(Conv("cls", Relu(Conv("hc", levels[level], level)), level));
            scores[level] = Rows(score, $"scores.{level}", _weights.Classes);
            string scale = _graph.Constant(TritaskLayout.Scale(level), _weights[TritaskLayout.Scale(level)]);
            string distance = Conv("reg", Relu(Conv("hr", levels[level], level)), level);
            distances[level] = Rows(_graph.Node("Mul", $"reg.{level}.scaled", [distance, scale]), $"distances.{level}", TritaskLayout.Distances);
        }

        _graph.Node("Transpose", "scores", [_graph.Node("Concat", "scores.all", scores, new OnnxAttribute("axis", 2L))], new OnnxAttribute("perm", new[] { 0L, 2, 1 }));
        AddBoxes(_graph.Node("Concat", "distances", distances, new OnnxAttribute("axis", 2L)));
    }

    // From logarithms of distances [B, 4, N], in strides, to corners [B, N, 4].
    private void AddBoxes(string distances)
    {
        List<float> x = [], y = [], strides = [];
        foreach (int stride in TritaskLayout.Strides)
        {
            for (int cell = 0; cell < _width / stride * (_height / stride); cell++)
            {
                x.Add(((cell % (_width / stride)) + 0.5f) * stride);
                y.Add(((cell / (_width / stride)) + 0.5f) * stride);
                strides.Add(stride);
            }
        }

        string centres = _graph.Constant("centres", [1, 2, x.Count], [.. x, .. y]);
        string least = _graph.Constant("least", [], [-TritaskLayout.LargestExponent]);
        string most = _graph.Constant("most", [], [TritaskLayout.LargestExponent]);
        string inStrides = _graph.Node("Exp", "distances.exp", [_graph.Node("Clip", "distances.clip", [distances, least, most])]);
        string inPixels = _graph.Node("Mul", "edges", [inStrides, _graph.Constant("strides", [1, 1, x.Count], [.. strides])]);
        _graph.Split(inPixels, "left.top", "right.bottom", 2, 2);
        string first = _graph.Node("Sub", "x1.y1", [centres, "left.top"]);
        string second = _graph.Node("Add", "x2.y2", [centres, "right.bottom"]);
        string corners = _graph.Node("Concat", "corners", [first, second], new OnnxAttribute("axis", 1L));
        _graph.Node("Transpose", "boxes", [corners], new OnnxAttribute("perm", new[] { 0L, 2, 1 }));
    }

    // Where the number of images is open, a 0 takes that dimension over from the input.
    private string Rows(string input, string name, int channels) =>
        _graph.Node("Reshape", name, [input, _graph.Constant($"rows.of.{channels}", [_batch ?? 0L, channels, -1])]);

    private string Stage(string name, string input, int blocks)
    {
        string last = Relu(Conv($"{name}.down", input));
        for (int block = 0; block < blocks; block++)
        {
            string change = Conv($"{name}.{block}.b", Relu(Conv($"{name}.{block}.a", last)));
            last = Relu(_graph.Node("Add", $"{name}.{block}", [change, last]));
        }

        return last;
    }

    private string AddDoubled(string name, string large, string small)
    {
        string scales = _graph.Constant("double", [4], [1, 1, 2, 2]);
        string doubled = _graph.Node("Resize", $"{name}.up", [small, "", scales],
            new("coordinate_transformation_mode", "asymmetric"), new("mode", "nearest"), new("nearest_mode", "floor"));
        return _graph.Node("Add", name, [large, doubled]);
    }

    private string Conv(string name, string input, int? level = null)
    {
        FoldedTensor weight = _weights[$"{name}.weight"];
        _graph.Constant($"{name}.weight", name == "stem" ? Divided(weight, TritaskLayout.LargestPixel) : weight);
        _graph.Constant($"{name}.bias", _weights[$"{name}.bias"]);
        return _graph.Conv(Layers[name], name, input, level == null ? $"{name}.conv" : $"{name}.{level}.conv");
    }

    private string Relu(string input) => _graph.Node("Relu", $"{input}.relu", [input]);

    private string Sigmoid(string input) => _graph.Node("Sigmoid", $"{input}.sigmoid", [input]);

    private static FoldedTensor Divided(FoldedTensor tensor, float divisor) => new(tensor.Shape, [.. tensor.Values.ToArray().Select(value => value / divisor)]);
}
