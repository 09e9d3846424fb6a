using Fusion.Rigs;
using Fusion.Tracking;
using static Perception.Tests.Rigs.RigScene;

namespace Perception.Tests.Rigs;

/// <summary>How the objects of a rig last from instant to instant: handed over, joined, parted, remembered.</summary>
public sealed class RigObjectLifeTests
{
    private long _time;

    [Fact]
    public void Fuse_ObjectGoesFromOneCameraToTheOther_KeepsItsIdentity()
    {
        RigFusion fusion = Create(Forward(), Forward());
        for (int frame = 0; frame < 20; frame++)
        {
            // Goes to the left at 4 m/s; the first camera loses it at the tenth frame, the second has it three frames later.
            double y = 0.2 * frame;
            fusion.Take(0, frame * Frame, frame < 10 ? [Seen(9, 10, y, vy: 4)] : []);
            fusion.Take(1, frame * Frame, frame >= 13 ? [Seen(2, 10, y, vy: 4)] : []);
            Track track = Assert.Single(fusion.Fuse(frame * Frame, 0, default).ToArray());
            Assert.Equal(1, track.TrackId);
            Assert.Equal(frame is >= 10 and < 13 ? TrackState.Lost : TrackState.Confirmed, track.State);
            Assert.Equal(y, track.Ego!.Value.Y, 1e-6);
        }
    }

    [Fact]
    public void Fuse_ObjectThatNobodyTakesUp_IsForgottenAfterTheHandOver()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 10, 0)], []);
        int lost = 0;
        while (fusion.Tracks.Length > 0)
        {
            Step(fusion, [], []);
            lost++;
        }

        // One second in frames of 50 ms, and the frame in which it is over.
        Assert.Equal(21, lost);
    }

    [Fact]
    public void Fuse_ClockSetBack_GoesOnAsIfNoTimeHadPassed()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 10, 0)], []);
        _time -= 200 * Frame;
        Step(fusion, [Seen(1, 10, 0)], []);
        Track track = Assert.Single(fusion.Tracks.ToArray());
        Assert.Equal((1, TimeSpan.Zero, TimeSpan.Zero), (track.TrackId, track.Age, track.SinceSeen));

        // And is forgotten after the hand-over, not when the time before is reached again.
        int lost = 0;
        while (fusion.Tracks.Length > 0)
        {
            Step(fusion, [], []);
            lost++;
        }

        Assert.Equal(21, lost);
    }

    [Fact]
    public void Fuse_CameraWithoutAFrame_StandsByItsLastOneForAWhile()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 50, 0)], [Seen(1, 10, 3, vx: -2)]);
        for (int frame = 1; frame <= 10; frame++)
        {
            _time += Frame;
            fusion.Take(0, _time, [Seen(1, 50, 0)]);
            fusion.Fuse(_time, 0, default);
            Track aside = fusion.Tracks[1];
            Assert.Equal(TrackState.Confirmed, aside.State);
            Assert.Equal(TimeSpan.FromMilliseconds(50 * frame), aside.SinceSeen);
            Assert.Equal(10 - (0.1 * frame), aside.Ego!.Value.X, 1e-6);
        }

        _time += Frame;
        fusion.Take(0, _time, [Seen(1, 50, 0)]);
        fusion.Fuse(_time, 0, default);
        Assert.Equal(TrackState.Lost, fusion.Tracks[1].State);
    }

    [Fact]
    public void Fuse_ViewsThatDriftApart_AreTwoObjectsAgain()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 20, 0)], [Seen(1, 20, 0)]);
        Assert.Equal(1, fusion.Tracks.Length);
        int together = 0;
        do
        {
            Step(fusion, [Seen(1, 20, 0)], [Seen(1, 20, 9)]);
            together++;
        }
        while (fusion.Tracks.Length == 1);

        // 300 ms after it was first seen.
        Assert.Equal(7, together);
        Assert.Equal([1, 2], fusion.Tracks.ToArray().Select(track => track.TrackId));
    }

    [Fact]
    public void Fuse_ViewThatFitsANeighbourBetter_GoesOverToIt()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Track[] neighbours = [Seen(1, 24, 0), Seen(2, 24, -3)];
        Step(fusion, neighbours, [Seen(1, 24, -3)]);
        Assert.Equal([(0, 2), (1, 1)], Views(fusion, 1));
        int misplaced = 0;
        do
        {
            // Three metres aside are three standard deviations: within the split gate of the one, upon the other.
            Step(fusion, neighbours, [Seen(1, 24, 0)]);
            misplaced++;
        }
        while (fusion.Views(1).Length == 2);

        // 300 ms after it was first seen.
        Assert.Equal(7, misplaced);
        Assert.Equal([(0, 1), (1, 1)], Views(fusion, 0));
        Assert.Equal([1, 2], fusion.Tracks.ToArray().Select(track => track.TrackId));
    }

    [Fact]
    public void Fuse_ObjectsThatComeTogether_AreJoinedUnderTheOlderIdentity()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 20, 0)], [Seen(1, 40, 0)]);
        Assert.Equal(2, fusion.Tracks.Length);
        int apart = 0;
        do
        {
            Step(fusion, [Seen(1, 20, 0)], [Seen(1, 20.4, 0)]);
            apart++;
        }
        while (fusion.Tracks.Length == 2);

        Assert.Equal(5, apart);
        Assert.Equal(1, fusion.Tracks[0].TrackId);
        Assert.Equal(2, fusion.Views(0).Length);
    }

    [Fact]
    public void Fuse_SideCameraLosesAnObject_RemembersTheFaceThatItSaw()
    {
        RigFusion fusion = Create(Forward(), Looking(Math.PI / 2));
        fusion.Take(1, 0, [Seen(1, 10, 5 - 0.9, vx: -2, halfDepth: 0.9)]);
        fusion.Fuse(0, 0, default);
        fusion.Take(1, Frame, []);

        Track track = Assert.Single(fusion.Fuse(Frame, 0, default).ToArray());

        // Its flank, 2 m/s · 50 ms farther back.
        Assert.Equal(TrackState.Lost, track.State);
        Assert.Equal(9.9, track.Ego!.Value.X, 1e-9);
        Assert.Equal(4.1, track.Ego!.Value.Y, 1e-9);
    }

    [Fact]
    public void Fuse_CameraWithoutAFrame_TimeToCollisionIsThatOfTheInstant()
    {
        // 10 m ahead and 2 m/s nearer: 5 s; half a second later 9 m, so 4.5 s.
        Track closing = Seen(1, 10, 0, vx: -2) with { TimeToCollision = 5, TimeToCollisionSigma = 0.5 };
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [closing]);
        fusion.Fuse(0, 0, default);
        fusion.Take(1, 10 * Frame, []);

        Track track = Assert.Single(fusion.Fuse(10 * Frame, 0, default).ToArray());

        Assert.Equal(9, track.Ego!.Value.CameraDepth, 1e-9);
        Assert.Equal(4.5, track.TimeToCollision!.Value, 1e-9);
        Assert.NotEqual(0.5, track.TimeToCollisionSigma!.Value, 1e-3);
    }

    [Fact]
    public void StartAnew_ObjectsAndViews_AreForgottenAndIdentitiesGoOn()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Step(fusion, [Seen(1, 20, 0)], [Seen(1, 20, 0)]);
        fusion.StartAnew();
        _time += Frame;
        fusion.Take(0, _time, [Seen(2, 20, 0)]);

        Track track = Assert.Single(fusion.Fuse(_time, 0, default).ToArray());

        Assert.Equal(2, track.TrackId);
        Assert.Equal([(0, 2)], Views(fusion, 0));
    }

    [Fact]
    public void Fuse_VehicleTurns_RemembersWhereThingsGo()
    {
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [Seen(1, 20, 0)]);
        fusion.Fuse(0, 0, default);
        fusion.Take(0, Frame, []);

        // To the left at 0.2 rad/s for 50 ms: what was ahead is now 0.2 m to the right.
        Track track = Assert.Single(fusion.Fuse(Frame, 0.2, default).ToArray());

        Assert.Equal(-0.2, track.Ego!.Value.Y, 1e-9);
    }

    private void Step(RigFusion fusion, Track[] first, Track[] second)
    {
        _time += Frame;
        fusion.Take(0, _time, first);
        fusion.Take(1, _time, second);
        fusion.Fuse(_time, 0, default);
    }
}
