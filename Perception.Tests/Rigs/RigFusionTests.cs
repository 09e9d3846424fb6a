using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.Shared;
using static Perception.Tests.Rigs.RigScene;

namespace Perception.Tests.Rigs;

/// <summary>Tracks of several cameras to objects of the vehicle, with numbers worked out by hand.</summary>
[Collection(Alone.Name)]
public sealed class RigFusionTests
{
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
    public void Fuse_SingleViewOlderThanTheInstant_IsWhereItIsByThen()
    {
        // 15 ms at 40 m/s are 0.6 m.
        const long older = 15_000_000;
        RigFusion fusion = Create(Forward(), Forward());
        fusion.Take(0, Frame, [Seen(4, 30, -2, vx: -40)]);
        fusion.Take(1, Frame + older, []);

        Track track = Assert.Single(fusion.Fuse(Frame + older, 0, default).ToArray());

        Assert.Equal(29.4, track.Ego!.Value.X, 1e-9);
        Assert.Equal(29.4, track.Ego!.Value.CameraDepth, 1e-9);
        Assert.Equal(-2, track.Ego!.Value.Y, 1e-9);
        Assert.Equal(29.4 / 40, track.TimeToCollision!.Value, 1e-9);
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
    public void Fuse_TwoViews_HasTheSurestViewsExtentAndDoesNotKnowHowPlaceAndVelocityErrTogether()
    {
        RigFusion fusion = Create(Forward(), Forward());
        Track surer = Seen(2, 30, -2, varianceX: 0.5);
        fusion.Take(0, 0, [Seen(1, 30, -2)]);
        fusion.Take(1, 0, [surer]);

        EgoState ego = Assert.Single(fusion.Fuse(0, 0, default).ToArray()).Ego!.Value;

        Assert.Equal(surer.Ego!.Value.Extent, ego.Extent);
        Assert.Null(ego.Motion);
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
}
