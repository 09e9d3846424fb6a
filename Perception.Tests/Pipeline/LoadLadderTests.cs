using Perception.Client;
using Perception.Pipeline;
using Perception.Tests.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

[Collection(Alone.Name)]
public sealed class LoadLadderTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Edge = TimeSpan.FromMilliseconds(90);

    private readonly ManualTime _time = new();
    private readonly LoadOptions _options = new() { Window = TimeSpan.FromSeconds(1), StepUpAfter = TimeSpan.FromSeconds(4), LongestStepUpAfter = TimeSpan.FromSeconds(12) };
    private readonly LoadLadder _ladder;

    public LoadLadderTests()
    {
        LoadPlan[] plans = [.. new[] { LoadRung.Full, LoadRung.LighterNetwork, LoadRung.EverySecondFrame }.Select(rung => new LoadPlan { Rung = rung, Objects = 0, Lanes = 0 })];
        _ladder = new LoadLadder(_options, plans, _time);
    }

    [Fact]
    public void Published_DeadlineMissedOverAWindow_StepsDownOneRungAWindowAndStaysOnTheLast()
    {
        Run(seconds: 0.9, Slow);
        Assert.Equal(LoadRung.Full, _ladder.Step.Rung);
        Run(seconds: 0.3, Slow);
        Assert.Equal(LoadRung.LighterNetwork, _ladder.Step.Rung);
        Run(seconds: 1.1, Slow);
        Assert.Equal(LoadRung.EverySecondFrame, _ladder.Step.Rung);
        Run(seconds: 5, Slow);
        Assert.Equal((LoadRung.EverySecondFrame, 2), (_ladder.Step.Rung, _ladder.Step.Changes));
    }

    [Fact]
    public void Published_StepDown_SaysWhatWasMissed()
    {
        Run(seconds: 1.1, Slow);

        // A frame every 0.1 s from 0 to 1.0 s: eleven.
        Assert.Equal(
            "load shed (lighterNetwork): 11 of 11 frames in 1 s missed the deadline of 100 ms or were dropped for it (slowest 150 ms)", _ladder.Step.Reason);
    }

    [Fact]
    public void Published_FewMissed_StaysWhole()
    {
        for (int i = 0; i < 200; i++)
        {
            _ladder.Published(i % 10 == 0 ? Slow : Fast);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal((LoadRung.Full, 0), (_ladder.Step.Rung, _ladder.Step.Changes));
        Assert.Null(_ladder.Step.Reason);
    }

    [Fact]
    public void Dropped_MoreThanTheShare_CountsAsMissed()
    {
        for (int i = 0; i < 22; i++)
        {
            if (i % 2 == 0)
            {
                _ladder.Dropped();
            }
            else
            {
                _ladder.Published(Fast);
            }

            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(LoadRung.LighterNetwork, _ladder.Step.Rung);
    }

    [Fact]
    public void Published_CalmLongEnough_StepsUpOneRungATime()
    {
        Run(seconds: 2.2, Slow);
        Assert.Equal(LoadRung.EverySecondFrame, _ladder.Step.Rung);
        Run(seconds: 3, Fast);
        Assert.Equal(LoadRung.EverySecondFrame, _ladder.Step.Rung);
        Run(seconds: 3, Fast);
        Assert.Equal(LoadRung.LighterNetwork, _ladder.Step.Rung);
        Assert.Contains("calm for 4 s", _ladder.Step.Reason, StringComparison.Ordinal);
        Run(seconds: 6, Fast);
        Assert.Equal(LoadRung.Full, _ladder.Step.Rung);
        Assert.Null(_ladder.Step.Reason);
        Assert.Equal(4, _ladder.Step.Changes);
    }

    [Fact]
    public void Published_WithinTheDeadlineButNotCalm_NeitherStepsDownNorUp()
    {
        Run(seconds: 1.1, Slow);
        Run(seconds: 30, Edge);
        Assert.Equal((LoadRung.LighterNetwork, 1), (_ladder.Step.Rung, _ladder.Step.Changes));
    }

    [Fact]
    public void Published_StepUpThatFails_WaitsTwiceAsLongTheNextTime()
    {
        List<double> ups = [];
        LoadRung before = LoadRung.Full;
        double last = 0;

        // The whole work is always too slow, the lighter always fast: without a longer wait it would swing every five seconds.
        for (int i = 0; i < 600; i++)
        {
            _ladder.Published(_ladder.Step.Rung == LoadRung.Full ? Slow : Fast);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            double now = i * 0.1;
            if (_ladder.Step.Rung != before)
            {
                if (_ladder.Step.Rung == LoadRung.Full)
                {
                    ups.Add(now - last);
                }

                last = now;
                before = _ladder.Step.Rung;
            }
        }

        Assert.True(ups.Count >= 3, $"expected three steps up or more, found {ups.Count}");
        Assert.InRange(ups[0], 4, 6);
        Assert.InRange(ups[1], 8, 10);
        Assert.InRange(ups[2], 12, 14);
    }

    [Fact]
    public void Published_SteadyState_AllocatesNothing()
    {
        Run(seconds: 3, Slow);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(seconds: 3, Slow);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Validate_OptionsThatContradict_AreNamed()
    {
        Refused(new LoadOptions { CalmShare = 0.5 }, "CalmShare");
        Refused(new LoadOptions { StepUpAfter = TimeSpan.FromSeconds(1) }, "StepUpAfter");
        Refused(new LoadOptions { LongestStepUpAfter = TimeSpan.FromSeconds(5) }, "LongestStepUpAfter");
        Refused(new LoadOptions { Deadline = TimeSpan.Zero }, "Deadline");
        Refused(new LoadOptions { MissedShare = 1.5 }, "MissedShare");

        static void Refused(LoadOptions options, string named)
        {
            System.ComponentModel.DataAnnotations.ValidationException fault = Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
                () => new PipelineOptions { Load = options }.Validate());
            Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A frame every tenth of a second.</summary>
    private void Run(double seconds, TimeSpan latency)
    {
        for (int i = 0; i < (int)Math.Round(seconds * 10); i++)
        {
            _ladder.Published(latency);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public void Published_AfterATimeWithoutFrames_CountsThatTimeNeitherAsMissedNorAsCalm()
    {
        Run(seconds: 0.5, Slow);
        _time.Advance(TimeSpan.FromSeconds(30));
        _ladder.Published(Slow);
        Assert.Equal(LoadRung.Full, _ladder.Step.Rung);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Run(seconds: 1.1, Slow);
        Assert.StartsWith("load shed (lighterNetwork): 11 of 11 frames in 1 s missed", _ladder.Step.Reason, StringComparison.Ordinal);
        Run(seconds: 1, Fast);
        _time.Advance(TimeSpan.FromSeconds(30));
        Run(seconds: 2, Fast);
        Assert.Equal(LoadRung.LighterNetwork, _ladder.Step.Rung);
        Run(seconds: 4, Fast);
        Assert.Equal(LoadRung.Full, _ladder.Step.Rung);
    }

    [Fact]
    public void Published_FramesThatTakeLongerThanAWindowEach_StepsDownAndSaysHowLongItCounted()
    {
        for (int i = 0; i < 2; i++)
        {
            _ladder.Published(TimeSpan.FromSeconds(3));
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        _ladder.Published(TimeSpan.FromSeconds(3));
        Assert.Contains("frames in 3 s missed", _ladder.Step.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_StepUpThatLasts_EndsTheDoublingOfItsRungThoughTheLadderClimbsOn()
    {
        // Down to the last rung, up one, back soon: eight seconds the next time.
        Run(seconds: 2.2, Slow);
        Until(LoadRung.LighterNetwork);
        Run(seconds: 1.2, Slow);
        Assert.Equal(LoadRung.EverySecondFrame, _ladder.Step.Rung);
        Assert.InRange(Until(LoadRung.LighterNetwork), 8, 10);

        // That one lasts, and so does the next.
        Until(LoadRung.Full);
        Run(seconds: 10, Fast);
        Run(seconds: 3, Slow);
        Assert.Equal(LoadRung.EverySecondFrame, _ladder.Step.Rung);
        Assert.InRange(Until(LoadRung.LighterNetwork), 3.5, 6);
    }

    /// <summary>Calm frames until a rung is reached; how many seconds that took.</summary>
    private double Until(LoadRung rung)
    {
        int frames = 0;
        for (; _ladder.Step.Rung != rung && frames < 1000; frames++)
        {
            Run(seconds: 0.1, Fast);
        }

        return frames * 0.1;
    }
}
