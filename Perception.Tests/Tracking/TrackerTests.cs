using Fusion.Geometry;
using Fusion.Tracking;

namespace Perception.Tests.Tracking;

public sealed class TrackerTests
{
    private const long FrameNs = 100_000_000;

    [Fact]
    public void Update_TwoCarsCrossingTheImage_KeepTheirIdentities()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        int left = 0;
        int right = 0;
        for (int frame = 0; frame < 30; frame++)
        {
            Detection[] detections = [Car(100 + (10 * frame), 200), Car(800 - (10 * frame), 300)];
            ReadOnlySpan<Track> tracks = tracker.Update(frame * FrameNs, detections);
            Assert.Equal(2, tracks.Length);
            int first = Nearest(tracks, detections[0].Box);
            int second = Nearest(tracks, detections[1].Box);
            left = frame == 0 ? first : left;
            right = frame == 0 ? second : right;
            Assert.Equal(left, first);
            Assert.Equal(right, second);
        }

        Assert.Equal(2, tracker.ConfirmedCount);
    }

    [Fact]
    public void Update_CarMissingForHalfASecond_IsLostAndComesBackAsItself()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        for (int frame = 0; frame < 20; frame++)
        {
            bool isHidden = frame is >= 10 and < 15;
            Detection[] detections = isHidden ? [] : [Car(100 + (10 * frame), 200)];
            ReadOnlySpan<Track> tracks = tracker.Update(frame * FrameNs, detections);
            Track track = Assert.Single(tracks.ToArray());
            Assert.Equal(1, track.TrackId);
            Assert.Equal(isHidden, track.State == TrackState.Lost);
            Assert.Equal(TimeSpan.FromSeconds(isHidden ? 0.1 * (frame - 9) : 0), track.SinceSeen);
        }
    }

    [Fact]
    public void Fuse_NewObjectAfterOneThatWasGivenUpOutOfView_IsNotHidden()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        int tracks = tracker.Update(0, [Car(100, 200)]).Length;
        long timeNs = 0;
        while (tracks > 0)
        {
            tracks = tracker.Fuse(timeNs += FrameNs, [], [], view: new ImageView(new Box(600, 0, 1000, 500), 0)).Length;
        }

        Track next = Assert.Single(tracker.Update(timeNs + FrameNs, [Car(800, 200)]).ToArray());
        Assert.Equal((2, 0), (next.TrackId, next.HiddenShare));
    }

    [Fact]
    public void Update_CarSeenAgainAfterASecondAtThirtyFrames_IsAsSureAsAConfirmedOne()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        Track track = default;
        for (int frame = 0; frame <= 40; frame++)
        {
            Detection[] detections = frame is >= 10 and < 40 ? [] : [Car(100, 200)];
            track = Assert.Single(tracker.Update(frame * FrameNs / 3, detections).ToArray());
        }

        Assert.Equal((1, TrackState.Confirmed), (track.TrackId, track.State));
        Assert.InRange(track.Score, 0.95, 1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Update_EqualScores_TracksBeginInTheOrderGiven(int cars)
    {
        Tracker tracker = new(new TrackerOptions(), null, 10_000, 500);
        Detection[] detections = [.. Enumerable.Range(0, cars).Select(car => Car(90 * car, 200))];
        Track[] tracks = tracker.Update(0, detections).ToArray();
        Assert.Equal(detections.Select(detection => detection.Box.XMin), tracks.OrderBy(track => track.TrackId).Select(track => track.Box.XMin));
    }

    [Fact]
    public void Update_ClassFlickersWithinGroup_IsOneTrackOfTheVotedClass()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        Track last = default;
        for (int frame = 0; frame < 12; frame++)
        {
            ObjectClass seen = frame % 3 == 2 ? ObjectClass.Truck : ObjectClass.Car;
            Detection[] detections = [Car(100, 200) with { Class = seen }];
            last = Assert.Single(tracker.Update(frame * FrameNs, detections).ToArray());
        }

        Assert.Equal(1, last.TrackId);
        Assert.Equal(ObjectClass.Car, last.Class);
    }

    [Fact]
    public void Update_ConfirmedCarSeenFaintly_IsAtLeastAsLikelyThereAsNot()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        for (int frame = 0; frame < 60; frame++)
        {
            Track track = Assert.Single(tracker.Update(frame * FrameNs, [Car(100, 200) with { Score = frame < 10 ? 0.9f : 0.15f }]).ToArray());
            Assert.True(track.Score >= 0.5f, $"frame {frame}: {track.Score}");
        }
    }

    [Fact]
    public void Update_ClockIsSetBack_TracksGoOnAsIfNoTimeHadPassed()
    {
        Tracker tracker = new(new TrackerOptions(), null, 1000, 500);
        const long before = 1000 * FrameNs;
        for (int frame = 0; frame < 10; frame++)
        {
            tracker.Update(before + (frame * FrameNs), [Car(100 + (10 * frame), 200)]);
        }

        for (int frame = 10; frame < 20; frame++)
        {
            Detection[] detections = [Car(100 + (10 * frame), 200)];
            Track track = Assert.Single(tracker.Update((frame - 10) * FrameNs, detections).ToArray());
            Assert.Equal((1, TimeSpan.Zero, TimeSpan.FromSeconds(0.1 * (frame - 1))), (track.TrackId, track.SinceSeen, track.Age));
            Assert.InRange(track.Box.IntersectionOverUnion(detections[0].Box), 0.7, 1);
        }

        for (int frame = 0; frame < 20; frame++)
        {
            tracker.Update((10 + frame) * FrameNs, []);
        }

        Assert.Equal(0, tracker.Update(30 * FrameNs, []).Length);
        Assert.Equal(1, tracker.Counters.FramesOutOfOrder);
    }

    [Fact]
    public void Update_TrafficLights_AreFollowedOnlyWhereAskedFor()
    {
        Detection[] detections = [Car(100, 200) with { Class = ObjectClass.TrafficLight }];

        Assert.Equal(0, new Tracker(new TrackerOptions(), null, 1000, 500).Update(0, detections).Length);
        Assert.Equal(1, new Tracker(new TrackerOptions { TrackTrafficControls = true }, null, 1000, 500).Update(0, detections).Length);
    }

    [Fact]
    public void Update_UnusableInput_IsCountedAndLeftOut()
    {
        Tracker tracker = new(new TrackerOptions { MaximumDetections = 3, MaximumTracks = 2 }, null, 1000, 500);
        Detection[] detections =
        [
            Car(100, 200) with { Score = float.NaN },
            Car(100, 200) with { Score = 1.5f },
            new Detection(ObjectClass.Car, 0.9f, new Box(float.NaN, 0, 10, 10)),
            new Detection(ObjectClass.Car, 0.9f, new Box(20, 0, 10, 10)),
            new Detection(ObjectClass.Car, 0.9f, new Box(2000, 0, 2100, 100)),
            Car(100, 200), Car(300, 200), Car(500, 200), Car(700, 200),
        ];

        Assert.Equal(2, tracker.Update(FrameNs, detections).Length);
        Assert.Equal(2, tracker.Update(FrameNs, detections).Length);
        Assert.Equal(2, tracker.Update(0, detections).Length);
        Assert.Equal(0, tracker.Update(100 * FrameNs, []).Length);

        // Taken in twice: the duplicate is left out, the older frame is not.
        Assert.Equal(4, tracker.Counters.DetectionsBadScore);
        Assert.Equal(4, tracker.Counters.DetectionsBadBox);
        Assert.Equal(2, tracker.Counters.DetectionsOutsideImage);
        Assert.Equal(2, tracker.Counters.DetectionsTooMany);
        Assert.Equal(2, tracker.Counters.TracksTooMany);
        Assert.Equal(1, tracker.Counters.FramesDuplicate);
        Assert.Equal(1, tracker.Counters.FramesOutOfOrder);
        Assert.Equal(1, tracker.Counters.Gaps);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        TrackerOptionsException fault = Assert.Throws<TrackerOptionsException>(
            () => new Tracker(new TrackerOptions { Pedestrian = new GroupOptions { HighScore = 2 } }, null, 10, 10));

        Assert.Contains("HighScore", fault.Message, StringComparison.Ordinal);
    }

    private static Detection Car(float x, float y) => new(ObjectClass.Car, 0.9f, new Box(x, y, x + 60, y + 40));

    private static int Nearest(ReadOnlySpan<Track> tracks, Box box)
    {
        Track best = tracks[0];
        foreach (Track track in tracks)
        {
            best = track.Box.IntersectionOverUnion(box) > best.Box.IntersectionOverUnion(box) ? track : best;
        }

        return best.TrackId;
    }
}
