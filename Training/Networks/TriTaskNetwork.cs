using TorchSharp.Modules;
using Training.Onnx;
using static TorchSharp.torch;

namespace Training.Networks;

/// <summary>
/// One small network for objects, drivable area and lane lines: a residual backbone to stride 32, a feature pyramid, a detection head
/// shared by strides 8, 16 and 32, and a mask head at stride 4 that is shuffled to stride 2.
/// </summary>
/// <remarks>
/// After residual networks (He et al., CVPR 2016), feature pyramids (Lin et al., CVPR 2017), FCOS's distances (Tian et al., ICCV 2019)
/// and sub-pixel upsampling (Shi et al., CVPR 2016). Not thread safe.
/// </remarks>
internal sealed class TriTaskNetwork : nn.Module<Tensor, TriTaskOutput>
{
    private const double PriorScore = 0.01;
    private const int Pyramid = 48;
    private readonly List<(string Name, ConvBlock Block)> _blocks = [];
    private readonly List<(string Name, Conv2d Head)> _heads = [];
    private readonly Dictionary<nn.Module, NetworkPart> _parts = [];
    private IReadOnlyCollection<NetworkPart> _frozen = [];
    private readonly Parameter[] _scales;
    private readonly ConvBlock _stem;
    private readonly Stage _stage4, _stage8, _stage16, _stage32;
    private readonly ConvBlock _lateral32, _lateral16, _merged16, _lateral8, _merged8, _lateral4, _reduced4, _mask0, _mask1, _classHead, _boxHead;
    private readonly Conv2d _segment, _classify, _regress;
    private readonly ScalarType _precision;

    /// <param name="classes">Number of object classes.</param>
    /// <param name="maskChannels">Channels of the mask head.</param>
    /// <param name="precision">Type of the convolutions in training: bfloat16 is faster where the processor has it.</param>
    public TriTaskNetwork(int classes, int maskChannels, ScalarType precision = ScalarType.Float32)
        : base(nameof(TriTaskNetwork))
    {
        _precision = precision;
        Classes = classes;
        MaskChannels = maskChannels;
        _stem = Block("stem", new ConvBlock(3, 16, 3, 2));
        _stage4 = new Stage(this, "s1", 16, 32, 1);
        _stage8 = new Stage(this, "s2", 32, 48, 2);
        _stage16 = new Stage(this, "s3", 48, 80, 2);
        _stage32 = new Stage(this, "s4", 80, 96, 1);
        _lateral32 = Block("l4", new ConvBlock(96, Pyramid, 1));
        _lateral16 = Block("l3", new ConvBlock(80, Pyramid, 1));
        _merged16 = Block("m3", new ConvBlock(Pyramid, Pyramid, 3));
        _lateral8 = Block("l2", new ConvBlock(48, Pyramid, 1));
        _merged8 = Block("m2", new ConvBlock(Pyramid, Pyramid, 3));
        _lateral4 = Block("l1", new ConvBlock(32, maskChannels, 1), NetworkPart.Masks);
        _reduced4 = Block("t1", new ConvBlock(Pyramid, maskChannels, 1), NetworkPart.Masks);
        _mask0 = Block("m1.0", new ConvBlock(maskChannels, maskChannels, 3), NetworkPart.Masks);
        _mask1 = Block("m1.1", new ConvBlock(maskChannels, maskChannels, 3), NetworkPart.Masks);
        _classHead = Block("hc", new ConvBlock(Pyramid, Pyramid, 3), NetworkPart.Classes);
        _boxHead = Block("hr", new ConvBlock(Pyramid, Pyramid, 3), NetworkPart.Boxes);
        _segment = Head("seg", nn.Conv2d(maskChannels, 8, 1), NetworkPart.Masks);
        _classify = Head("cls", nn.Conv2d(Pyramid, classes, 1), NetworkPart.Classes);
        _regress = Head("reg", nn.Conv2d(Pyramid, 4, 1), NetworkPart.Boxes);
        _scales = [.. TritaskLayout.Strides.Select(_ => nn.Parameter(ones([])))];
        for (int level = 0; level < _scales.Length; level++)
        {
            register_parameter($"scale{level}", _scales[level]);
        }

        using (no_grad())
        {
            // Focal losses need few positives to be expected at first (Lin et al., ICCV 2017, section 4.1).
            _classify.bias!.fill_(-Math.Log((1 - PriorScore) / PriorScore));
            _classify.weight.normal_(0, 0.01);
            _regress.weight.normal_(0, 0.01);
            _regress.bias!.fill_(0.7f);
        }
    }

    public int Classes { get; }

    public int MaskChannels { get; }

    /// <summary>Written into checkpoints: a change of layers changes it.</summary>
    public string Architecture => $"tritask-16-32-48-80-96-p{Pyramid}-m{MaskChannels}";

    /// <summary>Convolution and normalisation pairs by their exported names, in the order of execution.</summary>
    public IReadOnlyList<(string Name, ConvBlock Block)> Blocks => _blocks;

    /// <summary>Convolutions with a bias of their own, by their exported names.</summary>
    public IReadOnlyList<(string Name, Conv2d Head)> Heads => _heads;

    /// <summary>One learned factor a detection level.</summary>
    public IReadOnlyList<Parameter> Scales => _scales;

    /// <summary>Trains these parts alone from now on: the weights and the normalisation of the others stay as they are.</summary>
    public void TrainOnly(IReadOnlyCollection<NetworkPart> parts)
    {
        _frozen = [.. Enum.GetValues<NetworkPart>().Except(parts)];
        foreach ((nn.Module module, NetworkPart part) in _parts)
        {
            foreach (Parameter parameter in module.parameters())
            {
                parameter.requires_grad = parts.Contains(part);
            }
        }

        foreach (Parameter scale in _scales)
        {
            scale.requires_grad = parts.Contains(NetworkPart.Boxes);
        }
    }

    public override void train(bool on = true)
    {
        base.train(on);
        foreach ((nn.Module module, NetworkPart part) in _parts)
        {
            if (_frozen.Contains(part))
            {
                module.eval();
            }
        }
    }

    /// <param name="image">[N,3,H,W] RGB, 0 to 255; H and W are multiples of 32.</param>
    public override TriTaskOutput forward(Tensor image)
    {
        Tensor at4 = _stage4.Forward(_stem.forward((image / TritaskLayout.LargestPixel).to(_precision)));
        Tensor at8 = _stage8.Forward(at4);
        Tensor at16 = _stage16.Forward(at8);
        Tensor top = _lateral32.forward(_stage32.Forward(at16));
        Tensor middle = _merged16.forward(_lateral16.forward(at16) + Up(top));
        Tensor low = _merged8.forward(_lateral8.forward(at8) + Up(middle));
        Tensor fine = _mask1.forward(_mask0.forward(_lateral4.forward(at4) + Up(_reduced4.forward(low))));
        Tensor masks = nn.functional.pixel_shuffle(_segment.forward(fine.to(ScalarType.Float32)), 2);
        Tensor[] levels = [low, middle, top];
        Tensor[] scores = new Tensor[levels.Length];
        Tensor[] distances = new Tensor[levels.Length];
        for (int level = 0; level < levels.Length; level++)
        {
            scores[level] = Rows(_classify.forward(_classHead.forward(levels[level]).to(ScalarType.Float32)));
            distances[level] = Rows(_regress.forward(_boxHead.forward(levels[level]).to(ScalarType.Float32)) * _scales[level]);
        }

        return new TriTaskOutput(cat(scores, 1), cat(distances, 1), masks);
    }

    private static Tensor Up(Tensor input) => nn.functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    /// <summary>[N,K,h,w] to [N,h·w,K].</summary>
    private static Tensor Rows(Tensor map) => map.flatten(2).transpose(1, 2);

    private ConvBlock Block(string name, ConvBlock block, NetworkPart part = NetworkPart.Shared)
    {
        _blocks.Add((name, block));
        _parts[block] = part;
        register_module(name.Replace('.', '_'), block);
        return block;
    }

    private Conv2d Head(string name, Conv2d head, NetworkPart part)
    {
        _heads.Add((name, head));
        _parts[head] = part;
        register_module(name, head);
        return head;
    }

    /// <summary>A step down by two and its residual blocks.</summary>
    private sealed class Stage
    {
        private readonly ConvBlock _down;
        private readonly ResidualBlock[] _blocks;

        public Stage(TriTaskNetwork owner, string name, long inputs, long outputs, int blocks)
        {
            _down = owner.Block($"{name}.down", new ConvBlock(inputs, outputs, 3, 2));
            _blocks = new ResidualBlock[blocks];
            for (int i = 0; i < blocks; i++)
            {
                _blocks[i] = new ResidualBlock(outputs);
                _ = owner.Block($"{name}.{i}.a", _blocks[i].First);
                _ = owner.Block($"{name}.{i}.b", _blocks[i].Second);
            }
        }

        public Tensor Forward(Tensor input)
        {
            Tensor output = _down.forward(input);
            foreach (ResidualBlock block in _blocks)
            {
                output = block.forward(output);
            }

            return output;
        }
    }
}
