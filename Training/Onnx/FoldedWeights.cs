using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Training.Onnx;

/// <summary>
/// All weights of a finished three-in-one network with batch normalisation folded in: for each layer of <see cref="TritaskLayout"/>
/// <c>NAME.weight</c> [out, in, k, k] and <c>NAME.bias</c> [out], then the scalars <c>scale.0</c> to <c>scale.2</c>. The image is in
/// 0 to 1 for them. Complete, and the shapes fit together. Immutable and thread safe.
/// </summary>
public sealed class FoldedWeights
{
    private const int DigestLength = 12;

    private readonly string _source;
    private readonly ImmutableDictionary<string, FoldedTensor> _tensors;

    /// <param name="source">Where they come from, for messages: a file or "the trained network".</param>
    /// <param name="tensors">In any order.</param>
    /// <exception cref="TrainingException">One is missing, unknown or of a shape that does not fit.</exception>
    public FoldedWeights(string source, IReadOnlyDictionary<string, FoldedTensor> tensors)
    {
        _source = source;
        foreach (ConvLayer layer in TritaskLayout.Layers)
        {
            FoldedTensor weight = Find($"{layer.Name}.weight");
            FoldedTensor bias = Find($"{layer.Name}.bias");
            long input = layer.Input == null ? 3 : Channels(layer.Input);
            long output = layer.Channels ?? (layer.AddedTo == null ? weight.Shape is [long own, ..] ? own : 0 : Channels(layer.AddedTo));
            Expect($"{layer.Name}.weight", weight, [output, input, layer.Kernel, layer.Kernel]);
            Expect($"{layer.Name}.bias", bias, [output]);
        }

        for (int level = 0; level < TritaskLayout.Strides.Length; level++)
        {
            Expect(TritaskLayout.Scale(level), Find(TritaskLayout.Scale(level)), []);
        }

        Names = [.. TritaskLayout.Layers.SelectMany(layer => new[] { $"{layer.Name}.weight", $"{layer.Name}.bias" }),
            .. Enumerable.Range(0, TritaskLayout.Strides.Length).Select(TritaskLayout.Scale)];
        if (tensors.Keys.Except(Names).FirstOrDefault() is string unknown)
        {
            throw new TrainingException($"{source}: expected the weights {Names[0]} to {Names[^1]}, found also {unknown}.");
        }

        _tensors = tensors.ToImmutableDictionary();

        FoldedTensor Find(string name) => tensors.TryGetValue(name, out FoldedTensor? tensor)
            ? tensor
            : throw new TrainingException($"{source}: expected the weights {name}, found none.");

        long Channels(string layer) => Find($"{layer}.bias").Shape is [long count] ? count : 0;

        void Expect(string name, FoldedTensor found, long[] shape)
        {
            if (!found.Shape.SequenceEqual(shape))
            {
                throw new TrainingException($"{source}: {name} expected [{string.Join(',', shape)}], found {found.ShapeText}.");
            }

            if (found.Values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new TrainingException($"{source}: {name} expected finite numbers, found NaN or infinity.");
            }
        }
    }

    /// <summary>In the order of the layers.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The start of the SHA-256 of all numbers: the same for the same weights.</summary>
    public string Digest
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string name in Names)
            {
                hash.AppendData(MemoryMarshal.AsBytes(_tensors[name].Values));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset())[..DigestLength];
        }
    }

    /// <summary>How many classes of objects the network tells apart.</summary>
    public int Classes => _tensors["cls.bias"].Values.Length;

    /// <summary>How many channels the mask head has.</summary>
    public int MaskChannels => _tensors["l1.bias"].Values.Length;

    /// <summary>
    /// The same network with a narrower mask head: of each layer those channels stay that weigh most, by the sums of their absolute weights in the
    /// layers that make them and in the next (after Li et al., ICLR 2017). Its masks are worse until they are trained.
    /// </summary>
    /// <exception cref="TrainingException">There are fewer.</exception>
    public FoldedWeights WithMaskChannels(int channels)
    {
        if (channels > MaskChannels)
        {
            throw new TrainingException($"{_source}: expected at least {channels} channels in the mask head (--mask-channels), found {MaskChannels}.");
        }

        Dictionary<string, FoldedTensor> tensors = new(_tensors);
        foreach ((string[] layers, string next) in (ReadOnlySpan<(string[], string)>)[(["l1", "t1"], "m1.0"), (["m1.0"], "m1.1"), (["m1.1"], "seg")])
        {
            FoldedTensor following = tensors[$"{next}.weight"];
            int[] kept = [.. Enumerable.Range(0, MaskChannels)
                .OrderByDescending(channel => layers.Sum(layer => tensors[$"{layer}.weight"].Take(0, channel).SumOfMagnitudes) * following.Take(1, channel).SumOfMagnitudes)
                .Take(channels).Order()];
            tensors[$"{next}.weight"] = following.Take(1, kept);
            foreach (string layer in layers)
            {
                tensors[$"{layer}.weight"] = tensors[$"{layer}.weight"].Take(0, kept);
                tensors[$"{layer}.bias"] = tensors[$"{layer}.bias"].Take(0, kept);
            }
        }

        return new FoldedWeights(_source, tensors);
    }

    /// <summary>
    /// Between these weights and another network's: of two of which one went on from the other, the mixture keeps most of what either can
    /// (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022).
    /// </summary>
    /// <param name="other">A network of the same shape.</param>
    /// <param name="share">The other's share, 0 to 1.</param>
    /// <exception cref="TrainingException">The share is no such number, or the shapes differ.</exception>
    public FoldedWeights MixedWith(FoldedWeights other, double share)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new TrainingException(FormattableString.Invariant($"The other network's share: expected a number from 0 to 1, found {share}."));
        }

        return new FoldedWeights($"{_source} with {other._source}", Names.ToDictionary(name => name, Mixed));

        FoldedTensor Mixed(string name)
        {
            (FoldedTensor own, FoldedTensor others) = (this[name], other[name]);
            if (!own.Shape.SequenceEqual(others.Shape))
            {
                throw new TrainingException($"{other._source}: {name} expected {own.ShapeText} as in {_source}, found {others.ShapeText}.");
            }

            float[] values = new float[own.Values.Length];
            TensorPrimitives.Lerp(own.Values, others.Values, (float)share, values);
            return new FoldedTensor(own.Shape, values);
        }
    }

    /// <summary>How many numbers were learned.</summary>
    public long ParameterCount => _tensors.Values.Sum(tensor => (long)tensor.Values.Length);

    /// <exception cref="KeyNotFoundException">No such name.</exception>
    public FoldedTensor this[string name] => _tensors[name];
}
