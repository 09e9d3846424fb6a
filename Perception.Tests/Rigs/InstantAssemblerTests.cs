using Perception.Client;
using Perception.Rigs;

namespace Perception.Tests.Rigs;

/// <summary>Grouping by capture time, with the clock told: nothing here waits.</summary>
public sealed class InstantAssemblerTests
{
    private const long Ms = 1_000_000;
    private readonly string?[] _frames = new string?[2];
    private readonly ContributionState[] _states = new ContributionState[2];

    [Fact]
    public void Cut_BothWithinTheTolerance_AreOneInstant()
    {
        InstantAssembler<string> assembler = Live();
        Assert.True(assembler.TryAdd(0, 100 * Ms, "a", nowNs: 0));
        Assert.Equal(InstantCut.Waiting, Cut(assembler, 1 * Ms, out long leftNs));
        Assert.Equal(29 * Ms, leftNs);
        Assert.True(assembler.TryAdd(1, 108 * Ms, "b", nowNs: 2 * Ms));

        Assert.Equal(InstantCut.Closed, Cut(assembler, 2 * Ms, out _));

        Assert.Equal(["a", "b"], _frames);
        Assert.Equal(108 * Ms, assembler.CaptureTimeNs);
        Assert.Equal(InstantCut.Nothing, Cut(assembler, 3 * Ms, out _));
    }

    [Fact]
    public void Cut_FurtherApartThanTheTolerance_AreTwoInstantsInOrder()
    {
        InstantAssembler<string> assembler = Live();
        assembler.TryAdd(1, 120 * Ms, "b", nowNs: 0);
        assembler.TryAdd(0, 100 * Ms, "a", nowNs: 1 * Ms);

        Assert.Equal(InstantCut.Closed, Cut(assembler, 1 * Ms, out _));
        Assert.Equal(["a", null], _frames);
        Assert.Equal(ContributionState.NotDue, _states[1]);
        Assert.Equal(InstantCut.Waiting, Cut(assembler, 1 * Ms, out _));
        Assert.Equal(InstantCut.Closed, Cut(assembler, 30 * Ms, out _));
        Assert.Equal([null, "b"], _frames);
    }

    [Fact]
    public void Cut_CameraThatDoesNotCome_IsWaitedForOnceAndThenMissing()
    {
        InstantAssembler<string> assembler = Live();
        Both(assembler, 0, 0);
        Both(assembler, 40, 40 * Ms);

        assembler.TryAdd(0, 80 * Ms, "a", nowNs: 80 * Ms);
        Assert.Equal(InstantCut.Waiting, Cut(assembler, 109 * Ms, out _));
        Assert.Equal(InstantCut.Closed, Cut(assembler, 110 * Ms, out _));
        Assert.Equal(ContributionState.Missing, _states[1]);

        // The next instants do not wait for it any more.
        assembler.TryAdd(0, 120 * Ms, "a", nowNs: 120 * Ms);
        Assert.Equal(InstantCut.Closed, Cut(assembler, 120 * Ms, out _));
        Assert.Equal(ContributionState.Missing, _states[1]);

        // Until it is back.
        Assert.True(assembler.TryAdd(1, 160 * Ms, "b", nowNs: 160 * Ms));
        assembler.TryAdd(0, 160 * Ms, "a", nowNs: 160 * Ms);
        Assert.Equal(InstantCut.Closed, Cut(assembler, 160 * Ms, out _));
        assembler.TryAdd(0, 200 * Ms, "a", nowNs: 200 * Ms);
        Assert.Equal(InstantCut.Waiting, Cut(assembler, 200 * Ms, out _));
    }

    [Fact]
    public void TryAdd_AfterItsInstantWasClosed_IsLate()
    {
        InstantAssembler<string> assembler = Live();
        assembler.TryAdd(0, 100 * Ms, "a", nowNs: 0);
        Assert.Equal(InstantCut.Closed, Cut(assembler, 30 * Ms, out _));

        Assert.False(assembler.TryAdd(1, 100 * Ms, "b", nowNs: 31 * Ms));
        Assert.False(assembler.TryAdd(1, 110 * Ms, "b", nowNs: 32 * Ms));
        Assert.True(assembler.TryAdd(1, 116 * Ms, "b", nowNs: 33 * Ms));
    }

    [Fact]
    public void Cut_SlowerCamera_IsNotWaitedForBetweenItsFrames()
    {
        InstantAssembler<string> assembler = Live();
        List<string> found = [];
        for (int ms = 0; ms <= 400; ms += 40)
        {
            assembler.TryAdd(0, ms * Ms, $"{ms}", nowNs: ms * Ms);
            if (ms % 120 == 0)
            {
                assembler.TryAdd(1, ms * Ms, $"{ms}", nowNs: ms * Ms);
            }

            // From its third frame on the camera's period is known.
            InstantCut cut = Cut(assembler, ms * Ms, out _);
            if (ms > 120)
            {
                Assert.Equal(InstantCut.Closed, cut);
                found.Add(_states[1].ToString());
            }
            else if (cut == InstantCut.Waiting)
            {
                Assert.Equal(InstantCut.Closed, Cut(assembler, (ms + 30) * Ms, out _));
            }
        }

        Assert.Equal(["NotDue", "NotDue", "Contributed", "NotDue", "NotDue", "Contributed", "NotDue"], found);
    }

    [Fact]
    public void TryAdd_EveryCamerasClockIsSetBack_StartsAnewWithTheFirstFrameOfTheLastOne()
    {
        InstantAssembler<string> assembler = Live();
        Both(assembler, 20_000, 0);
        Both(assembler, 20_040, 40 * Ms);

        Assert.False(assembler.TryAdd(0, 10_080 * Ms, "a", nowNs: 80 * Ms));
        Assert.True(assembler.TryAdd(1, 10_081 * Ms, "b", nowNs: 81 * Ms));
        Assert.Equal(InstantCut.Closed, Cut(assembler, 81 * Ms, out _));
        Assert.Equal([null, "b"], _frames);
        Assert.Equal(10_081 * Ms, assembler.CaptureTimeNs);

        Both(assembler, 10_120, 120 * Ms);
        Both(assembler, 10_160, 160 * Ms);
        Assert.Equal([ContributionState.Contributed, ContributionState.Contributed], _states);
    }

    [Fact]
    public void TryAdd_OneTimeFarAhead_StartsAnewWithTheNextFrames()
    {
        InstantAssembler<string> assembler = Live();
        Both(assembler, 0, 0);
        Both(assembler, 40, 40 * Ms);
        Assert.True(assembler.TryAdd(0, 3_600_000 * Ms, "a", nowNs: 80 * Ms));
        Assert.Equal(InstantCut.Closed, Cut(assembler, 110 * Ms, out _));

        Assert.False(assembler.TryAdd(1, 81 * Ms, "b", nowNs: 111 * Ms));
        Assert.True(assembler.TryAdd(0, 120 * Ms, "a", nowNs: 120 * Ms));
        Assert.True(assembler.TryAdd(1, 121 * Ms, "b", nowNs: 121 * Ms));

        Assert.Equal(InstantCut.Closed, Cut(assembler, 121 * Ms, out _));
        Assert.Equal(["a", "b"], _frames);
    }

    [Fact]
    public void TryAdd_OneCamerasClockIsSetBack_OnlyItsFramesAreLateUntilTheClocksAgree()
    {
        InstantAssembler<string> assembler = Live();
        Both(assembler, 20_000, 0);
        Both(assembler, 20_040, 40 * Ms);
        for (int ms = 80; ms < 4000; ms += 40)
        {
            Assert.True(assembler.TryAdd(0, (20_000 + ms) * Ms, "a", nowNs: ms * Ms));
            Assert.False(assembler.TryAdd(1, (10_000 + ms) * Ms, "b", nowNs: ms * Ms));
            Assert.Equal(InstantCut.Closed, Cut(assembler, (ms + 30) * Ms, out _));
            Assert.Equal(["a", null], _frames);
            Assert.Equal(ContributionState.Missing, _states[1]);
        }

        Both(assembler, 24_000, 4000 * Ms);
    }

    [Fact]
    public void TryAdd_NoFrameInTimeForASecond_StartsAnew()
    {
        // The camera whose time was wrong is gone, so that no clock is seen to go back.
        InstantAssembler<string> assembler = Live();
        Both(assembler, 0, 0);
        assembler.TryAdd(0, 3_600_000 * Ms, "a", nowNs: 40 * Ms);
        Assert.Equal(InstantCut.Closed, Cut(assembler, 70 * Ms, out _));
        assembler.End(0, isDriveOver: false);

        // A time without any frame does not count.
        for (int ms = 5000; ms <= 6000; ms += 40)
        {
            Assert.False(assembler.TryAdd(1, ms * Ms, "b", nowNs: ms * Ms));
        }

        Assert.True(assembler.TryAdd(1, 6040 * Ms, "b", nowNs: 6040 * Ms));
        Assert.Equal(InstantCut.Closed, Cut(assembler, 6040 * Ms, out _));
        Assert.Equal([null, "b"], _frames);
        Assert.True(assembler.TryAdd(1, 6080 * Ms, "b", nowNs: 6080 * Ms));
    }

    [Fact]
    public void Cut_LosslessClocksSetBackAtDifferentFrames_LosesNoneAndGroupsTheRest()
    {
        InstantAssembler<string> assembler = new(2, new RigOptions { Id = "rig", IsLossless = true });
        Queue<long>[] times = [new([20_000, 20_040, 10_080, 10_120, 10_160]), new([20_001, 20_041, 20_081, 10_121, 10_161])];
        List<string> found = [];
        while (!assembler.IsOver)
        {
            // The first camera is read ahead as far as it goes.
            int camera = assembler.IsFull(0) || times[0].Count == 0 ? 1 : 0;
            if (times[camera].TryDequeue(out long ms))
            {
                Assert.True(assembler.TryAdd(camera, ms * Ms, $"{ms}", nowNs: 0));
            }
            else
            {
                assembler.End(0, isDriveOver: true);
                assembler.End(1, isDriveOver: true);
            }

            while (Cut(assembler, 0, out _) == InstantCut.Closed)
            {
                found.Add(string.Join('+', _frames));
            }
        }

        Assert.Equal(["20000+20001", "20040+20041", "+20081", "10080+", "10120+10121", "10160+10161"], found);
    }

    [Fact]
    public void Cut_LosslessOneClockSetBack_ItsFramesComeWhenTheOthersHaveEnded()
    {
        InstantAssembler<string> assembler = new(2, new RigOptions { Id = "rig", IsLossless = true });
        Both(assembler, 20_000, 0);
        assembler.TryAdd(1, 10_040 * Ms, "b", nowNs: 0);
        Assert.Equal(InstantCut.Nothing, Cut(assembler, 0, out _));
        assembler.TryAdd(0, 20_040 * Ms, "a", nowNs: 0);
        Assert.Equal(InstantCut.Closed, Cut(assembler, 0, out _));
        Assert.Equal(["a", null], _frames);
        Assert.Equal(ContributionState.Missing, _states[1]);
        Assert.Equal(InstantCut.Nothing, Cut(assembler, 0, out _));

        assembler.End(0, isDriveOver: true);

        Assert.Equal(InstantCut.Closed, Cut(assembler, 0, out _));
        Assert.Equal([null, "b"], _frames);
        Assert.Equal(10_040 * Ms, assembler.CaptureTimeNs);
    }

    [Theory]
    [InlineData(true, ContributionState.NotDue)]
    [InlineData(false, ContributionState.Missing)]
    public void Cut_Lossless_WaitsUntilTheCameraEnds(bool isDriveOver, ContributionState expected)
    {
        InstantAssembler<string> assembler = new(2, new RigOptions { Id = "rig", IsLossless = true });
        assembler.TryAdd(0, 0, "a", nowNs: 0);
        Assert.Equal(InstantCut.Waiting, Cut(assembler, long.MaxValue / 2, out _));

        assembler.End(1, isDriveOver);

        Assert.Equal(InstantCut.Closed, Cut(assembler, 0, out _));
        Assert.Equal((expected, isDriveOver), (_states[1], assembler.IsDriveOver(1)));
        Assert.False(assembler.IsOver);
        assembler.End(0, isDriveOver);
        Assert.True(assembler.IsOver);
    }

    [Fact]
    public void Cut_AnyOrderOfArrival_EveryFrameComesOutOnceInOrder()
    {
        Random random = new(5);
        for (int round = 0; round < 50; round++)
        {
            InstantAssembler<string> assembler = new(2, new RigOptions { Id = "rig", IsLossless = true });
            (int Camera, long TimeNs)[] frames =
            [
                .. Enumerable.Range(0, 30).Select(i => (0, ((i * 40) + random.Next(-3, 4)) * Ms)),
                .. Enumerable.Range(0, 20).Select(i => (1, ((i * 60) + random.Next(-3, 4)) * Ms)),
            ];
            Queue<(int Camera, long TimeNs)>[] queues = [new(frames.Where(frame => frame.Camera == 0)), new(frames.Where(frame => frame.Camera == 1))];
            List<(int, string)> found = [];
            long before = long.MinValue;
            while (!assembler.IsOver)
            {
                int camera = random.Next(2);
                if (!assembler.IsFull(camera))
                {
                    if (queues[camera].TryDequeue(out (int, long TimeNs) frame))
                    {
                        Assert.True(assembler.TryAdd(camera, frame.TimeNs, $"{frame.TimeNs}", nowNs: 0));
                    }
                    else
                    {
                        assembler.End(camera, isDriveOver: true);
                    }
                }

                while (Cut(assembler, 0, out _) == InstantCut.Closed)
                {
                    Assert.True(assembler.CaptureTimeNs > before);
                    before = assembler.CaptureTimeNs;
                    found.AddRange(_frames.Select((text, i) => (i, text!)).Where(frame => frame.Item2 is not null));
                }
            }

            Assert.Equal(frames.Select(frame => (frame.Camera, $"{frame.TimeNs}")).Order(), found.Order());
        }
    }

    private static InstantAssembler<string> Live() =>
        new(2, new RigOptions { Id = "rig", Tolerance = TimeSpan.FromMilliseconds(15), Wait = TimeSpan.FromMilliseconds(30) });

    private InstantCut Cut(InstantAssembler<string> assembler, long nowNs, out long leftNs) => assembler.Cut(nowNs, _frames, _states, out leftNs);

    private void Both(InstantAssembler<string> assembler, long ms, long nowNs)
    {
        assembler.TryAdd(0, ms * Ms, "a", nowNs);
        assembler.TryAdd(1, ms * Ms, "b", nowNs);
        Assert.Equal(InstantCut.Closed, Cut(assembler, nowNs, out _));
    }
}
