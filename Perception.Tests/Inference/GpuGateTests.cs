using Perception.Inference;

namespace Perception.Tests.Inference;

public sealed class GpuGateTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void TryRecord_WhileWorkIsUnderWay_GivesUpAndLetsWorkGoOn()
    {
        GpuGate gate = new();
        GpuGate.Turn work = gate.Work(ExecutionProvider.Cuda);

        Assert.False(gate.TryRecord(Short, out GpuGate.Turn none));
        none.Dispose();
        gate.Work(ExecutionProvider.TensorRt).Dispose();
        work.Dispose();

        Assert.True(gate.TryRecord(Short, out GpuGate.Turn turn));
        Assert.False(gate.TryRecord(Short, out _));
        turn.Dispose();
        Assert.True(gate.TryRecord(Short, out _));
    }

    [Fact]
    public void Work_OnTheProcessor_WaitsForNothing()
    {
        GpuGate gate = new();
        Assert.True(gate.TryRecord(Short, out _));

        gate.Work(ExecutionProvider.Cpu).Dispose();
    }

    [Fact]
    public void Work_FromManyThreads_IsNeverUnderWayBesideARecording()
    {
        GpuGate gate = new();
        int working = 0;
        int recording = 0;
        int faults = 0;

        Parallel.For(0, 400, i =>
        {
            if (i % 10 == 0)
            {
                bool isMine = gate.TryRecord(Long, out GpuGate.Turn turn);
                bool isAlone = isMine && Interlocked.Increment(ref recording) == 1 && Volatile.Read(ref working) == 0;
                Interlocked.Add(ref faults, isAlone ? 0 : 1);
                Interlocked.Decrement(ref recording);
                turn.Dispose();
            }
            else
            {
                using GpuGate.Turn turn = gate.Work(ExecutionProvider.Cuda);
                Interlocked.Increment(ref working);
                Interlocked.Add(ref faults, Volatile.Read(ref recording) == 0 ? 0 : 1);
                Interlocked.Decrement(ref working);
            }
        });

        Assert.Equal(0, faults);
    }
}
