using static TorchSharp.torch;

namespace Training.Networks;

/// <summary>Two 3×3 convolutions around a shortcut (He et al., CVPR 2016). NCHW, the shape stays.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    public ResidualBlock(long channels)
        : base(nameof(ResidualBlock))
    {
        First = new ConvBlock(channels, channels, 3);
        Second = new ConvBlock(channels, channels, 3, relu: false);
        register_module("a", First);
        register_module("b", Second);
    }

    public ConvBlock First { get; }

    public ConvBlock Second { get; }

    public override Tensor forward(Tensor input) => (Second.forward(First.forward(input)) + input).relu_();
}
