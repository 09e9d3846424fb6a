using System.Runtime.InteropServices;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;
using Training.Onnx;
using Training.Shipping;

namespace Perception.Tests.Inference;

/// <summary>Runs on several frames at once answer as runs on each frame alone do, bit for bit.</summary>
[Collection(Alone.Name)]
public sealed class BatchTests : IDisposable
{
    private const int Batch = 4;
    private static readonly string[] OutputNames = ["boxes", "scores", "masks"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_SeveralFrames_AnswersAsEachAlone(bool isFixed)
    {
        using Network single = Load(Export("single", 1, isFixed: false));
        using Network network = Load(Export("several", Batch, isFixed));
        using NetworkBatch batch = network.CreateBatch();
        Assert.Equal(Batch, network.MaxBatch);
        Assert.Equal(isFixed ? Batch : 1, network.FixedBatch);
        Mat[] images = [.. Enumerable.Range(0, Batch).Select(Noise)];
        NetworkBinding[] alone = [.. images.Select(image => single.CreateBinding(image.Width, image.Height))];
        NetworkBinding[] frames = [.. images.Select(image => network.CreateBinding(image.Width, image.Height))];

        for (int i = 0; i < Batch; i++)
        {
            alone[i].Preprocess(images[i]);
            frames[i].Preprocess(images[i]);
            single.Run(alone[i]);
            network.Run(frames[i]);
            AssertSame(alone[i], frames[i]);
        }

        for (int count = 1; count <= Batch; count++)
        {
            // Other places than the last time, so that an answer of before cannot pass for one of now.
            NetworkBinding[] some = [.. frames.Reverse().Take(count)];
            batch.Run(some);
            for (int i = 0; i < Batch; i++)
            {
                AssertSame(alone[i], frames[i]);
            }

            Array.ForEach(frames, Spoil);
            batch.Run(frames.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                AssertSame(alone[i], frames[i]);
            }

            batch.Run(frames);
        }

        foreach (IDisposable item in (IEnumerable<IDisposable>)[.. alone, .. frames, .. images])
        {
            item.Dispose();
        }
    }

    [Fact]
    public void Run_SeveralFrames_AllocatesNothing()
    {
        using Network network = Load(Export("several", Batch, isFixed: false));
        using NetworkBatch batch = network.CreateBatch();
        NetworkBinding[] frames = [.. Enumerable.Range(0, 3).Select(_ => network.CreateBinding(96, 64))];
        batch.Run(frames);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++)
        {
            batch.Run(frames);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Array.ForEach(frames, frame => frame.Dispose());
    }

    [Fact]
    public void Run_FurtherInputWithConstants_ReachesEveryFrame()
    {
        byte[] onnx = new TinyOnnx().Input("image", [-1, 3, 4, 8]).Int64Input("sizes", [-1, 2])
            .Copy("image", "same", [-1, 3, 4, 8]).Unary("Identity", "sizes", "sizes_out", [-1, 2], isInt64: true).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, Keys(2) + "extraInputs: [{name: sizes, type: int64, shape: [1, 2], values: [8, 4]}]\n"
            + "outputs: [{name: same, shape: [1, 3, 4, 8]}, {name: sizes_out, type: int64, shape: [1, 2]}]\n");
        using Network network = folder.Load();
        using NetworkBatch batch = network.CreateBatch();
        using NetworkBinding first = network.CreateBinding(8, 4);
        using NetworkBinding second = network.CreateBinding(8, 4);
        first.Input.Fill(1);
        second.Input.Fill(2);

        batch.Run([first, second]);

        Assert.Equal(-1, first.Output(0).IndexOfAnyExcept(1f));
        Assert.Equal(-1, second.Output(0).IndexOfAnyExcept(2f));
        Assert.Equal([8, 4], first.OutputInt64(1).ToArray());
        Assert.Equal([8, 4], second.OutputInt64(1).ToArray());
    }

    [Fact]
    public void Run_MoreFramesThanTheBatch_IsRefused()
    {
        using Network network = Load(Export("several", 2, isFixed: false));
        using NetworkBatch batch = network.CreateBatch();
        using NetworkBinding frame = network.CreateBinding(96, 64);

        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Run([frame, frame, frame]));
    }

    [Theory]
    [InlineData(1, 4, "image expected [4,3,4,8] float, found [1,3,4,8] float")]
    [InlineData(4, 1, "image expected [1,3,4,8] float, found [4,3,4,8] float")]
    public void Load_FileOfAnotherBatch_SaysBoth(int inFile, int inManifest, string expected)
    {
        byte[] onnx = new TinyOnnx().Input("image", [inFile, 3, 4, 8]).Copy("image", "same", [inFile, 3, 4, 8]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, Keys(inManifest) + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OutputThatDoesNotGrowWithTheBatch_IsRefused()
    {
        // The answer of one image, whatever comes in: of two images it has the shape of one.
        byte[] onnx = new TinyOnnx().Input("image", [-1, 3, 4, 8]).Constant("same", [1, 3, 4, 8], new float[96], declared: [-1, 3, 4, 8]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, Keys(2) + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("same expected [2,3,4,8] float, found [1,3,4,8] on running it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_BatchOverOutputsWithoutItsDimension_IsRefused()
    {
        using NetworkFolder folder = NetworkFolder.Write([1], Keys(2) + "outputs: [{name: rows, shape: [300, 6]}]\n");

        ManifestException error = Assert.Throws<ManifestException>(() => folder.Resolve());

        Assert.Contains("batch expected inputs and outputs whose first dimension is 1, for one image, found rows [300,6] float", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GoldenGuard_NetworkOfSeveralImages_ChecksTheLastPlaceToo()
    {
        ResolvedNetwork resolved = Export("several", Batch, isFixed: false);
        using Network network = Load(resolved);
        using GoldenGuard guard = new(network, GoldenExpectation.LoadFor(network.Manifest)!, new GoldenOptions());

        GoldenResult result = guard.Check();

        Assert.True(result.IsMatch, result.Message);
    }

    [Fact]
    public void ExportedNetwork_ReadAgain_GivesItsWeightsAndSize()
    {
        ResolvedNetwork network = Export("several", Batch, isFixed: false);

        Assert.Equal((96, 64), OnnxWeights.ReadImageSize(network.Path));
        Assert.Equal(2, OnnxWeights.Read(network.Path).Classes);
    }

    private static string Keys(int batch) => $"tasks: [lanes]\ndecoder: two-logit-masks\nbatch: {batch}\n" + NetworkFolder.InputKeys(8, 4);

    private static Network Load(ResolvedNetwork network) => Network.Load(network, new NetworkOptions { Threads = 2 });

    private static void Spoil(NetworkBinding binding)
    {
        for (int output = 0; output < OutputNames.Length; output++)
        {
            ReadOnlySpan<float> answer = binding.Output(output);
            MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(answer), answer.Length).Fill(float.NaN);
        }
    }

    private static void AssertSame(NetworkBinding expected, NetworkBinding found)
    {
        for (int output = 0; output < OutputNames.Length; output++)
        {
            Assert.True(expected.Output(output).SequenceEqual(found.Output(output)), OutputNames[output]);
            Assert.True(expected.Output(output).ContainsAnyExcept(0f));
        }
    }

    private static Mat Noise(int seed)
    {
        Mat image = new(64, 96, MatType.CV_8UC3);
        Random random = new(seed);
        byte[] pixels = new byte[64 * 96 * 3];
        random.NextBytes(pixels);
        Marshal.Copy(pixels, 0, image.Data, pixels.Length);
        return image;
    }

    private ResolvedNetwork Export(string name, int batch, bool isFixed)
    {
        FoldedWeights weights = OnnxWeights.Read(Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx"));
        ModelShipper.Ship(weights, new ModelCard { Summary = "A test's.", Reproduce = [] }, new ShippingOptions
        {
            Folder = _folder.At("models"), Name = name, Width = 96, Height = 64, Batch = batch, IsBatchFixed = isFixed,
        });
        return ModelCatalogue.Load([_folder.At("models")]).Resolve(name);
    }
}
