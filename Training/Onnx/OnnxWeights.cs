namespace Training.Onnx;

/// <summary>Reads the weights of the three-in-one network back from an ONNX file: its own exports and the prototype in <c>models/</c>.</summary>
/// <remarks>
/// The convolutions are taken in the order in which they run, so that the tensors may have any names. Where the image goes into
/// the first one without a factor, that one's weights hold the factor 1/255, and it is taken out again.
/// </remarks>
public static class OnnxWeights
{
    /// <exception cref="TrainingException">The file cannot be read or holds another network.</exception>
    public static FoldedWeights Read(string path)
    {
        OnnxModel model = OnnxReader.Read(path);
        Dictionary<string, OnnxTensor> constants = Constants(model);
        OnnxNode[] convolutions = [.. model.Nodes.Where(node => node.Operation == "Conv")];
        int expected = TritaskLayout.Layers.Length + (TritaskLayout.SharedLayers * (TritaskLayout.Strides.Length - 1));
        if (convolutions.Length != expected)
        {
            throw new TrainingException($"{path}: expected the three-in-one network's {expected} convolutions, found {convolutions.Length}.");
        }

        Dictionary<string, FoldedTensor> weights = [];
        for (int i = 0; i < convolutions.Length; i++)
        {
            int repeated = i < TritaskLayout.Layers.Length ? i : TritaskLayout.Layers.Length - TritaskLayout.SharedLayers + ((i - TritaskLayout.Layers.Length) % TritaskLayout.SharedLayers);
            ReadLayer(path, convolutions[i], TritaskLayout.Layers[repeated], constants, weights);
        }

        ReadScales(path, model, convolutions, constants, weights);
        if (model.Inputs.Any(input => input.Name == convolutions[0].Inputs[0]))
        {
            weights["stem.weight"] = Scaled(weights["stem.weight"], TritaskLayout.LargestPixel);
        }

        return new FoldedWeights(path, weights);
    }

    /// <summary>Width and height of the image that the file was written for.</summary>
    /// <exception cref="TrainingException">The file cannot be read or has no input [batch, 3, height, width].</exception>
    public static (int Width, int Height) ReadImageSize(string path)
    {
        OnnxModel model = OnnxReader.Read(path);
        return model.Inputs is [{ Shape: [_, 3, > 0 and <= int.MaxValue and long height, > 0 and <= int.MaxValue and long width] }]
            ? ((int)width, (int)height)
            : throw new TrainingException($"{path}: expected one input [batch,3,height,width], found {string.Join(", ", model.Inputs.Select(input => $"[{string.Join(',', input.Shape)}]"))}.");
    }

    private static void ReadLayer(string path, OnnxNode node, ConvLayer layer, Dictionary<string, OnnxTensor> constants, Dictionary<string, FoldedTensor> weights)
    {
        if (node.Inputs.Length != 3)
        {
            throw new TrainingException($"{path}: {layer.Name} expected a convolution with weights and bias, found one with {node.Inputs.Length} inputs.");
        }

        if (node.Ints("strides") is not [long stride, ..] || stride != layer.Stride)
        {
            throw new TrainingException($"{path}: {layer.Name} expected stride {layer.Stride}, found [{string.Join(',', node.Ints("strides"))}].");
        }

        Add($"{layer.Name}.weight", node.Inputs[1]);
        Add($"{layer.Name}.bias", node.Inputs[2]);

        void Add(string name, string value)
        {
            FoldedTensor tensor = Floats(path, name, value, constants);
            if (!weights.TryAdd(name, tensor) && !tensor.Values.SequenceEqual(weights[name].Values))
            {
                throw new TrainingException($"{path}: expected heads that the levels share, found two different {name}.");
            }
        }
    }

    // The factor of a level's distances follows its last convolution.
    private static void ReadScales(string path, OnnxModel model, OnnxNode[] convolutions, Dictionary<string, OnnxTensor> constants, Dictionary<string, FoldedTensor> weights)
    {
        for (int level = 0; level < TritaskLayout.Strides.Length; level++)
        {
            string distances = convolutions[TritaskLayout.Layers.Length - 1 + (TritaskLayout.SharedLayers * level)].Outputs[0];
            string name = TritaskLayout.Scale(level);
            OnnxNode factor = model.Nodes.FirstOrDefault(node => node.Operation == "Mul" && node.Inputs[0] == distances)
                ?? throw new TrainingException($"{path}: expected a factor {name} after {distances}, found none.");
            weights[name] = Floats(path, name, factor.Inputs[1], constants);
        }
    }

    private static FoldedTensor Floats(string path, string name, string value, Dictionary<string, OnnxTensor> constants)
    {
        if (!constants.TryGetValue(value, out OnnxTensor? tensor) || tensor.Type != OnnxTensor.Float)
        {
            throw new TrainingException($"{path}: {name} expected a float32 constant, found {(tensor == null ? "none" : $"element type {tensor.Type}")} ({value}).");
        }

        try
        {
            return new FoldedTensor(tensor.Shape, tensor.Floats);
        }
        catch (ArgumentException error)
        {
            throw new TrainingException($"{path}: {name} {error.Message}", error);
        }
    }

    private static FoldedTensor Scaled(FoldedTensor tensor, float factor) =>
        new(tensor.Shape, [.. tensor.Values.ToArray().Select(value => value * factor)]);

    // Initialisers, the values of Constant nodes, and their copies by Identity.
    private static Dictionary<string, OnnxTensor> Constants(OnnxModel model)
    {
        Dictionary<string, OnnxTensor> constants = [];
        foreach (OnnxTensor tensor in model.Initializers)
        {
            constants[tensor.Name] = tensor;
        }

        foreach (OnnxNode node in model.Nodes)
        {
            if (node.Operation == "Constant" && node.Attributes is [{ Value: OnnxTensor tensor }])
            {
                constants[node.Outputs[0]] = tensor;
            }
            else if (node.Operation == "Identity" && constants.TryGetValue(node.Inputs[0], out OnnxTensor? original))
            {
                constants[node.Outputs[0]] = original;
            }
        }

        return constants;
    }
}
