using Fusion.Tracking;
using Labelling.Sets;
using Perception.Teaching;
using Perception.Tests.Shared;

namespace Perception.Tests.Teaching;

public sealed class KittiTruthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_OfAFrame_AreItsLabels()
    {
        string path = _folder.Write(
            "label_02/0000.txt",
            """
            0 3 Cyclist 0 0 0 10 20 60 90 1 1 1 1 1 1 1
            1 3 Car 0 0 0 10 20 60 90 1 1 1 1 1 1 1
            1 -1 DontCare -1 -1 -10 100 20 160 90 -1 -1 -1 -1 -1 -1 -1
            1 4 Person_sitting 0 3 0 200 20 220 90 1 1 1 1 1 1 1
            """);
        using KittiTrackingTruth truth = new(path);
        GivenLabels given = truth.Objects(1, 400, 100);
        Assert.True(given.IsComplete);
        Assert.Equal(
            [(ObjectClass.Vehicle, false, 3), (ObjectClass.Vehicle, true, null), (ObjectClass.Pedestrian, true, (int?)4)],
            given.Boxes.Select(box => (box.Class, box.Ignore, box.Track)));
        Assert.Equal(ObjectClass.TwoWheeler, Assert.Single(truth.Objects(0, 400, 100).Boxes).Class);
        Assert.Null(truth.Masks(0));
    }

    [Fact]
    public void Objects_BoxOutsideTheImage_NamesFileAndFrame()
    {
        string path = _folder.Write("label_02/0000.txt", "0 3 Car 0 0 0 10 20 600 90 1 1 1 1 1 1 1");
        using KittiTrackingTruth truth = new(path);
        Assert.Contains($"{path}: frame 0: expected a box inside the image of 400x100", Assert.Throws<LabelSetException>(() => truth.Objects(0, 400, 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_ChangesWithTheTruth()
    {
        string path = _folder.Write("label_02/0000.txt", "0 3 Car 0 0 0 10 20 60 90 1 1 1 1 1 1 1");
        _folder.Write("image_2/a.png", "");
        string label = _folder.Write("label_2/a.txt", "Car 0 0 0 10 20 60 90 1 1 1 1 1 1 1");
        string[] before = Fingerprints();
        File.WriteAllText(path, "0 3 Car 0 0 0 10 20 61 90 1 1 1 1 1 1 1");
        File.WriteAllText(label, "Van 0 0 0 10 20 60 90 1 1 1 1 1 1 1");

        Assert.All(before.Zip(Fingerprints()), pair => Assert.NotEqual(pair.First, pair.Second));

        string[] Fingerprints()
        {
            using KittiTrackingTruth truth = new(path);
            return [truth.Fingerprint(), KittiObjectFolder.Find(_folder.At("image_2"))!.Fingerprint()];
        }
    }

    [Fact]
    public void Constructor_NoLabels_IsRefused()
    {
        Assert.Throws<LabelSetException>(() => new KittiTrackingTruth(_folder.Write("0000.txt", "")).Dispose());
    }

    [Fact]
    public void Constructor_TypesThatKittiDoesNotHave_AreCountedByName()
    {
        string path = _folder.Write("0000.txt", "0 3 Car 0 0 0 10 20 60 90 1 1 1 1 1 1 1\n1 4 Lorry 0 0 0 10 20 60 90 1 1 1 1 1 1 1\n2 4 Lorry 0 0 0 10 20 60 90 1 1 1 1 1 1 1\n");
        using KittiTrackingTruth truth = new(path);
        Assert.Equal($"{path}: boxes of types that KITTI does not have are ignored: lorry (2).", truth.Note);

        string lorries = _folder.Write("lorries.txt", "1 4 Lorry 0 0 0 10 20 60 90 1 1 1 1 1 1 1\n");
        Assert.Equal($"{lorries}: expected objects of KITTI's types, found only lorry (1).", Assert.Throws<LabelSetException>(() => new KittiTrackingTruth(lorries).Dispose()).Message);
    }

    [Fact]
    public void Check_TypesThatKittiDoesNotHave_AreCountedByName()
    {
        string images = _folder.At("image_2");
        string image = _folder.Write("image_2/a.png", "");
        _folder.Write("label_2/a.txt", "Lorry 0 0 0 10 20 60 90 1 1 1 1 1 1 1\nPerson_sitting 0 0 0 10 20 60 90 1 1 1 1 1 1 1\n");
        KittiObjectFolder truth = KittiObjectFolder.Find(images)!;
        truth.Check([image], _ => false);
        Assert.Equal($"{_folder.At("label_2")}: boxes of types that KITTI does not have are ignored: lorry (1).", truth.Note);
    }

    [Fact]
    public void Read_SharedObjectSet_GivesItsCars()
    {
        string images = Path.Combine(SharedFolder.Require("benchmarks/kitti_object"), "image_2");
        KittiObjectFolder truth = KittiObjectFolder.Find(images)!;
        string[] paths = Directory.GetFiles(images);
        truth.Check(paths, _ => false);

        // KITTI's images are at most 1242 x 376.
        int vehicles = paths.Sum(path => truth.Read(path, 1242, 376).Boxes.Count(box => box.Class == ObjectClass.Vehicle && !box.Ignore));
        int lines = Directory.GetFiles(Path.Combine(images, "..", "label_2")).SelectMany(File.ReadLines)
            .Count(line => line.Split(' ') is ["Car" or "Van" or "Truck", _, not "3", ..]);
        Assert.Equal(lines, vehicles);
    }
}
