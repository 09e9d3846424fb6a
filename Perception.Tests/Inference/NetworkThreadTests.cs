using Microsoft.ML.OnnxRuntime;
using Perception.Inference;
using Perception.Tests.Shared;
using static Perception.Tests.Inference.CopyNetwork;

namespace Perception.Tests.Inference;

/// <summary>A network that makes all its runs on a thread of its own, as one whose launches a GPU records.</summary>
[Collection(Alone.Name)]
public sealed class NetworkThreadTests
{
    [Fact]
    public void CreateBinding_NetworkWithItsOwnThread_MakesTheFirstRun()
    {
        byte[] onnx = new TinyOnnx().Input("image", ImageShape).Unary("Sigmoid", "image", "same", ImageShape).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));
        using Network network = OnItsOwnThread(folder);

        using NetworkBinding binding = network.CreateBinding(8, 4);

        Assert.Equal(-1, binding.Output(0).IndexOfAnyExcept(0.5f));
    }

    [Fact]
    public void Run_NetworkWithItsOwnThread_MakesEveryRunThere()
    {
        int[] open = [-1, 3, 4, 8];
        using NetworkFolder folder = NetworkFolder.Write(
            new TinyOnnx().Input("image", open).Copy("image", "same", open).ToArray(), CopyKeys("[1, 3, 4, 8]") + "batch: 2\n");
        using Network network = OnItsOwnThread(folder);
        using NetworkBinding binding = network.CreateBinding(8, 4);
        using NetworkBatch batch = network.CreateBatch();
        binding.Input.Fill(7);
        network.Run(binding);
        batch.Run([binding, binding]);
        Assert.Equal(-1, binding.Output(0).IndexOfAnyExcept(7f));

        network.Thread!.Dispose();

        Assert.Throws<ObjectDisposedException>(() => network.Run(binding));
        Assert.Throws<ObjectDisposedException>(() => batch.Run([binding, binding]));
        Assert.Throws<ObjectDisposedException>(() => network.CreateBinding(8, 4));
    }

    [Fact]
    public void Run_NetworkWithItsOwnThread_AllocatesNothingAndAnswersEachCaller()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        using Network network = OnItsOwnThread(folder);
        long onItsThread = 0;
        long onCallers = 0;
        int callersWrong = 0;
        void Measure() => onItsThread = GC.GetAllocatedBytesForCurrentThread() - onItsThread;
        Action measure = Measure;
        using Barrier start = new(4, _ => network.Thread!.Run(measure));
        using Barrier end = new(4, _ => network.Thread!.Run(measure));
        void Serve(int seed)
        {
            using NetworkBinding binding = network.CreateBinding(8, 4);
            network.Run(binding);
            start.SignalAndWait();
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isOwn = true;
            for (int run = 0; run < 100; run++)
            {
                binding.Input.Fill((seed * 1000) + run);
                network.Run(binding);
                isOwn &= binding.Output(0).IndexOfAnyExcept((seed * 1000f) + run) < 0;
            }

            Interlocked.Add(ref onCallers, GC.GetAllocatedBytesForCurrentThread() - before);
            end.SignalAndWait();
            Interlocked.Add(ref callersWrong, isOwn ? 0 : 1);
        }

        network.Thread!.Run(measure);
        onItsThread = 0;
        Thread[] callers = [.. Enumerable.Range(1, 4).Select(seed => new Thread(() => Serve(seed)))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());

        Assert.Equal((0, 0, 0), (callersWrong, onCallers, onItsThread));
    }

    // As a network whose launches a GPU records, but for the GPU.
    private static Network OnItsOwnThread(NetworkFolder folder) =>
        new(folder.Resolve(), new NetworkOptions(), new InferenceSession(folder.OnnxPath), ExecutionProvider.Cpu, null, 1) { Thread = new RunThread(NetworkFolder.Name) };
}
