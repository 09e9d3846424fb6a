using Perception.Detectors;
using Perception.Lanes;

namespace Perception.Inference;

/// <summary>The decoders by the names that manifests use. Thread safe once filled.</summary>
public sealed class DecoderRegistry
{
    private readonly Dictionary<string, Func<NetworkManifest, IObjectDecoder>> _objects = [];
    private readonly Dictionary<string, Func<NetworkManifest, IMaskDecoder>> _masks = [];
    private readonly Dictionary<string, Func<NetworkManifest, ILaneCurveDecoder>> _curves = [];

    /// <summary>Every decoder of this project. One line registers one.</summary>
    public static DecoderRegistry Standard { get; } = new DecoderRegistry()
        .AddObjects("yolox", manifest => new YoloxDecoder(manifest))
        .AddObjects("yolov5", manifest => new Yolov5Decoder(manifest))
        .AddObjects("yolov8", manifest => new Yolov8Decoder(manifest))
        .AddObjects("end-to-end", manifest => new EndToEndDecoder(manifest))
        .AddObjects("queries", manifest => new QueryDecoder(manifest))
        .AddObjects("fastestdet", manifest => new FastestDetDecoder(manifest))
        .AddObjects("yolop", manifest => new Yolov5Decoder(manifest))
        .AddObjects("tritask", manifest => new TritaskDecoder(manifest))
        .AddMasks("yolop", manifest => new ProbabilityPairMaskDecoder(manifest))
        .AddMasks("tritask", manifest => new TritaskMaskDecoder(manifest))
        .AddMasks("two-logit-masks", manifest => new TwoLogitMaskDecoder(manifest))
        .AddMasks("class-masks", manifest => new ClassMaskDecoder(manifest), hasParameters: true)
        .AddCurves("row-anchors", manifest => new RowAnchorDecoder(manifest))
        .AddCurves("curve-lanes", manifest => new CurveLaneDecoder(manifest));

    /// <summary>Names of all decoders.</summary>
    public IEnumerable<string> Names => _objects.Keys.Union(_masks.Keys).Order(StringComparer.Ordinal);

    /// <param name="name">As manifests have it.</param>
    /// <param name="factory">Makes one.</param>
    /// <param name="hasParameters">Whether it reads the manifest's parameters (<see cref="DecoderParameters"/>), and refuses what it does not know itself; else any is refused here.</param>
    public DecoderRegistry AddObjects(string name, Func<NetworkManifest, IObjectDecoder> factory, bool hasParameters = false)
    {
        _objects.Add(name, hasParameters ? factory : WithoutParameters(factory));
        return this;
    }

    /// <inheritdoc cref="AddObjects"/>
    public DecoderRegistry AddMasks(string name, Func<NetworkManifest, IMaskDecoder> factory, bool hasParameters = false)
    {
        _masks.Add(name, hasParameters ? factory : WithoutParameters(factory));
        return this;
    }

    /// <summary>Adds a decoder of lane curves; it serves as a decoder of masks too, which draws the curves.</summary>
    public DecoderRegistry AddCurves(string name, Func<NetworkManifest, ILaneCurveDecoder> factory)
    {
        _curves.Add(name, factory);
        return AddMasks(name, manifest => new CurveMaskDecoder(factory(manifest)), hasParameters: true);
    }

    /// <summary>A decoder of objects for a network, or null where the network does not serve <see cref="NetworkTask.Objects"/>.</summary>
    /// <returns>For one thread; owned by the caller.</returns>
    /// <exception cref="ManifestException">The manifest's decoder is unknown, or its outputs are not what the decoder takes.</exception>
    public IObjectDecoder? CreateObjectDecoder(Network network) => Create(_objects, network.Manifest, NetworkTask.Objects);

    /// <summary>A decoder of masks for a network, or null where the network does not serve <see cref="NetworkTask.Lanes"/>.</summary>
    /// <inheritdoc cref="CreateObjectDecoder"/>
    public IMaskDecoder? CreateMaskDecoder(Network network) => Create(_masks, network.Manifest, NetworkTask.Lanes);

    /// <summary>A decoder of lane curves for a network, or null where the network answers with masks.</summary>
    /// <inheritdoc cref="CreateObjectDecoder"/>
    public ILaneCurveDecoder? CreateCurveDecoder(Network network) =>
        _curves.ContainsKey(network.Manifest.Decoder) ? Create(_curves, network.Manifest, NetworkTask.Lanes) : null;

    private static Func<NetworkManifest, T> WithoutParameters<T>(Func<NetworkManifest, T> factory) => manifest =>
    {
        new DecoderParameters(manifest).Finish();
        return factory(manifest);
    };

    private static T? Create<T>(Dictionary<string, Func<NetworkManifest, T>> factories, NetworkManifest manifest, NetworkTask task)
        where T : class
    {
        if (!manifest.Tasks.Contains(task))
        {
            return null;
        }

        if (!factories.TryGetValue(manifest.Decoder, out Func<NetworkManifest, T>? factory))
        {
            throw new ManifestException(
                $"{manifest.ManifestPath}: 'decoder' expected one of {string.Join(", ", factories.Keys.Order(StringComparer.Ordinal))} for the task {task}, found '{manifest.Decoder}'.");
        }

        return factory(manifest);
    }
}
