using Fusion.Geometry;
using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.Shared;
using Sensors.Calibration;

namespace Perception.Tests.Rigs;

/// <summary>Tracks of several cameras to objects of the vehicle, with numbers worked out by hand.</summary>
[Collection(Alone.Name)]
public sealed class RigFusionTests
{
    private const long Frame = 50_000_000;
    private long _time;

    [Fact]
    public void Fuse_OnePlaceInTwoCameras_IsOneObjectWithTwoViews()
    {
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [Seen(7, 20, 1)]);
        fusion.Take(1, 0, [Seen(3, 20.5, 1.2)]);

        Track track = Assert.Single(fusion.Fuse(0, 0, default).ToArray());

        Assert.Equal([(0, 7), (1, 3)], fusion.Views(0).ToArray().Select(view => (view.Camera, view.TrackId)).Order());
        // Equal covariances: the middle, no surer than either (covariance intersection).
        Assert.Equal(20.25, track.Ego!.Value.X, 1e-9);
        Assert.Equal(1.1, track.Ego!.Value.Y, 1e-9);
        Assert.Equal(1, track.Ego!.Value.VarianceX, 1e-9);
    }

    [Fact]
    public void Fuse_PlacesFarApart_AreTwoObjects()
    {
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [Seen(1, 20, 0)]);
        fusion.Take(1, 0, [Seen(1, 20, 8)]);

        Assert.Equal(2, fusion.Fuse(0, 0, default).Length);
        Assert.Equal(1, fusion.Views(0).Length);
        Assert.Equal(1, fusion.Views(1).Length);
    }

    [Fact]
    public void Fuse_OtherGroupAtTheSamePlace_IsAnotherObject()
    {
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [Seen(1, 20, 0)]);
        fusion.Take(1, 0, [Seen(1, 20, 0) with { Class = ObjectClass.Pedestrian }]);

        Assert.Equal(2, fusion.Fuse(0, 0, default).Length);
    }

    [Fact]
    public void Fuse_TwoNeighboursInBothCameras_ArePairedBestOverAll()
    {
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, 0, [Seen(1, 20, 1), Seen(2, 20, -2)]);
        fusion.Take(1, 0, [Seen(5, 20, -1.8), Seen(6, 20, 1.3)]);

        Assert.Equal(2, fusion.Fuse(0, 0, default).Length);

        Assert.Equal([(0, 1), (1, 6)], Views(fusion, 0));
        Assert.Equal([(0, 2), (1, 5)], Views(fusion, 1));
    }

    [Fact]
    public void Fuse_SingleView_IsTheCamerasOwnTrack()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Track own = Seen(4, 30, -2) with { Lane = LaneAssignment.Right, TimeToCollision = 5 };
        fusion.Take(0, 0, [own]);

        Track track = Assert.Single(fusion.Fuse(0, 0, default).ToArray());

        Assert.Equal(own with { TrackId = 1 }, track);
    }

    [Fact]
    public void Fuse_UncalibratedCamera_IsNeverJoined()
    {
        RigFusion fusion = Create(Forward(), null);
        fusion.Take(0, 0, [Seen(1, 20, 0)]);
        fusion.Take(1, 0, [Seen(1, 20, 0) with { Ego = null }]);

        Track[] tracks = fusion.Fuse(0, 0, default).ToArray();

        Assert.Equal(2, tracks.Length);
        Assert.Null(tracks[1].Ego);
        Assert.Equal([(1, 1)], Views(fusion, 1));
    }

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
    public void Fuse_FacesSeenFromTwoSides_MeetInTheCentre()
    {
        // A car of 4.4 m beside the vehicle: the forward camera is said to see its rear, one that looks to the left its flank.
        RigFusion fusion = Create(Forward(), Looking(Math.PI / 2));
        fusion.Take(0, 0, [Seen(1, 10 - 2.2, 5, halfDepth: 2.2)]);
        fusion.Take(1, 0, [Seen(1, 10, 5 - 0.9, halfDepth: 0.9, varianceX: 0.5, varianceY: 0.5)]);

        Track track = Assert.Single(fusion.Fuse(0, 0, default).ToArray());

        // The surer view is the second's, so that it is its face that is published.
        Assert.Equal(1, fusion.Views(0)[0].Camera);
        Assert.Equal(10, track.Ego!.Value.X, 1e-9);
        Assert.Equal(4.1, track.Ego!.Value.Y, 1e-9);
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

    [Fact]
    public void Fuse_RandomTracks_StaysFiniteAndNeverHasATrackTwice()
    {
        Random random = new(3);
        RigFusion fusion = new(new RigFusionOptions { MaximumObjects = 12 }, new LaneAssignerOptions(), [Forward(), Looking(0.8), null], new TrackerOptions { MaximumTracks = 8 });
        for (int step = 0; step < 5000; step++)
        {
            long now = step * Frame;
            for (int camera = 0; camera < 3; camera++)
            {
                if (random.Next(4) > 0)
                {
                    Track[] tracks =
                    [
                        .. Enumerable.Range(1, 20).Where(_ => random.Next(3) == 0).Take(8).Select(id => Seen(
                            id, (random.NextDouble() * 60) - 10, (random.NextDouble() * 30) - 15, varianceX: random.NextDouble() * 20, varianceY: random.NextDouble() * 3) with
                        {
                            State = (TrackState)random.Next(3),
                            Class = random.Next(5) == 0 ? ObjectClass.Pedestrian : ObjectClass.Car,
                        }),
                    ];
                    fusion.Take(camera, now - random.Next(20_000_000), tracks);
                }
            }

            Track[] found = fusion.Fuse(now, (random.NextDouble() - 0.5) * 0.4, default).ToArray();
            List<(int, int)> views = [];
            for (int i = 0; i < found.Length; i++)
            {
                foreach (RigView view in fusion.Views(i))
                {
                    views.Add((view.Camera, view.TrackId));
                }

                if (found[i].Ego is { } ego)
                {
                    Assert.True(double.IsFinite(ego.X + ego.Y + ego.Vx + ego.Vy + ego.VarianceX + ego.VarianceY + ego.CameraDepth));
                    Assert.True(ego.VarianceX > 0 && ego.VarianceY > 0);
                }
            }

            Assert.Equal(views.Count, views.Distinct().Count());
            Assert.Equal(found.Length, found.Select(track => track.TrackId).Distinct().Count());
        }
    }

    [Fact]
    public void Fuse_SteadyState_AllocatesNothing()
    {
        RigFusion fusion = Create(Forward(), Looking(0.5));
        Track[] left = [.. Enumerable.Range(0, 20).Select(i => Seen(i + 1, 10 + (4 * i), i % 3))];
        Track[] right = [.. left.Reverse()];
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            _time += Frame;
            fusion.Take(0, _time, left);
            fusion.Take(1, _time, right);
            fusion.Fuse(_time, 0, default);
        }
    }

    private static RigFusion Create(CameraCalibration? first, CameraCalibration? second) =>
        new(new RigFusionOptions(), new LaneAssignerOptions(), [first, second], new TrackerOptions { MaximumTracks = 64 });

    private static IEnumerable<(int, int)> Views(RigFusion fusion, int index) =>
        fusion.Views(index).ToArray().Select(view => (view.Camera, view.TrackId)).Order();

    private static Track Seen(
        int id, double x, double y, double vx = 0, double vy = 0, double halfDepth = 0, double varianceX = 1, double varianceY = 0.25) => new()
    {
        TrackId = id,
        Class = ObjectClass.Car,
        State = TrackState.Confirmed,
        Score = 0.9f,
        Box = new Box(10, 10, 50, 40),
        Age = TimeSpan.Zero,
        SinceSeen = TimeSpan.Zero,
        Ego = new EgoState(x, y, vx, vy, varianceX, varianceY, 0, 0.01, 0.01) { CameraDepth = Math.Max(x, 0), HalfDepth = halfDepth, CameraDepthVariance = varianceX },
    };

    private static CameraCalibration Forward() => Looking(0);

    /// <summary>At the ego origin, level, turned to the left.</summary>
    private static CameraCalibration Looking(double yaw)
    {
        (double sin, double cos) = Math.SinCos(yaw);
        return new CameraCalibration
        {
            Width = 1280,
            Height = 720,
            Fx = 1000,
            Fy = 1000,
            Cx = 640,
            Cy = 360,
            CameraFromEgo = new RigidTransform(sin, -cos, 0, 0, 0, -1, cos, sin, 0, 0, 0, 0),
            Source = "test",
        };
    }

    private void Step(RigFusion fusion, Track[] first, Track[] second)
    {
        _time += Frame;
        fusion.Take(0, _time, first);
        fusion.Take(1, _time, second);
        fusion.Fuse(_time, 0, default);
    }
}
