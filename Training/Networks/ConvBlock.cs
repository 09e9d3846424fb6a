using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Training.Networks;

/// <summary>Convolution without bias, batch normalisation, and a ReLU where asked for. Same padding; NCHW.</summary>
/// <remarks>The convolution runs in the input's type (float32 or bfloat16); weights are kept in float32.</remarks>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;
    private readonly bool _relu;
    private Tensor? _adoptedBias;

    public ConvBlock(long inputs, long outputs, long kernel, long stride = 1, bool relu = true)
        : base(nameof(ConvBlock))
    {
        _convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel / 2, bias: false);
        _norm = nn.BatchNorm2d(outputs);
        _relu = relu;
        register_module("convolution", _convolution);
        register_module("norm", _norm);
        nn.init.kaiming_normal_(_convolution.weight, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    }

    /// <summary>[N,inputs,H,W] to [N,outputs,H/stride,W/stride].</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor convolved = nn.functional.conv2d(input, _convolution.weight.to(input.dtype), null, [_convolution.stride[0], _convolution.stride[1]], [_convolution.kernel_size[0] / 2, _convolution.kernel_size[1] / 2]);
        if (training && _adoptedBias is not null)
        {
            Calibrate(convolved.detach().to(ScalarType.Float32));
        }

        Tensor normalised = _norm.forward(convolved);
        return _relu ? normalised.relu_() : normalised;
    }

    /// <summary>Takes a convolution whose normalisation was folded in; in training, the next batch gives the normalisation its statistics back.</summary>
    /// <param name="weight">[outputs,inputs,k,k].</param>
    /// <param name="bias">[outputs].</param>
    public void Adopt(Tensor weight, Tensor bias)
    {
        using (no_grad())
        {
            _ = _convolution.weight.copy_(weight);
            _ = _norm.running_mean!.zero_();
            _ = _norm.running_var!.fill_(1);
            _ = _norm.weight!.fill_(Math.Sqrt(1 + _norm.eps));
            _ = _norm.bias!.copy_(bias);
        }

        _adoptedBias = bias.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Weight and bias with the normalisation folded in: w·γ/√(v+ε), β − m·γ/√(v+ε).</summary>
    public (Tensor Weight, Tensor Bias) Fold()
    {
        using IDisposable quiet = no_grad();
        Tensor gain = _norm.weight! / (_norm.running_var! + _norm.eps).sqrt();
        return (_convolution.weight * gain.reshape(-1, 1, 1, 1), _norm.bias! - (_norm.running_mean! * gain));
    }

    /// <summary>Sets γ and β so that normalising this batch only adds the adopted bias.</summary>
    private void Calibrate(Tensor convolved)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor mean = convolved.mean([0, 2, 3]);
        Tensor variance = convolved.var([0, 2, 3], unbiased: false);
        _norm.running_mean!.copy_(mean);
        _norm.running_var!.copy_(variance);
        _norm.weight!.copy_((variance + _norm.eps).sqrt());
        _norm.bias!.copy_(_adoptedBias! + mean);
        _adoptedBias!.Dispose();
        _adoptedBias = null;
    }
}
