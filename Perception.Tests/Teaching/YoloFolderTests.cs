using System.Globalization;
using Fusion.Tracking;
using Labelling.Sets;
using Perception.Teaching;
using Perception.Tests.Shared;

namespace Perception.Tests.Teaching;

public sealed class YoloFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_LabelsBesideImages_ReadsBoxesAndLeavesOtherClassesOut()
    {
        _folder.Write("labels/train/a.txt", "0 0.5 0.5 0.25 0.5\n2 0.1 0.1 0.1 0.1\n");
        YoloFolder truth = YoloFolder.Find(_folder.At("images", "train"), "car,cyclist,traffic light")!;
        GivenLabels given = truth.Read("a.jpg", 640, 320);
        LabelledBox box = Assert.Single(given.Boxes);
        Assert.Equal((ObjectClass.Vehicle, 240f, 80f, 400f, 240f), (box.Class, box.XMin, box.YMin, box.XMax, box.YMax));
        Assert.Equal([ObjectClass.Vehicle, ObjectClass.TwoWheeler], given.Classes.Order());
        Assert.False(given.IsComplete);
    }

    [Fact]
    public void Find_ClassFileAbove_NamesTheClasses()
    {
        _folder.Write("classes.txt", "person\n");
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.25 0.5\n");
        Assert.Equal(ObjectClass.Pedestrian, Assert.Single(YoloFolder.Find(_folder.At("images"), null)!.Read("a.jpg", 100, 100).Boxes).Class);
    }

    [Fact]
    public void Find_ClassFileWithABlankLine_IsRefused()
    {
        string classes = _folder.Write("classes.txt", "car\n\nperson\n");
        _folder.Write("labels/a.txt", "1 0.5 0.5 0.25 0.5\n");
        Assert.Equal($"{classes}:2: expected the name of the class 1, found a blank line.", Assert.Throws<LabelSetException>(() => YoloFolder.Find(_folder.At("images"), null)).Message);
    }

    [Fact]
    public void Read_Polygon_IsItsBoundingBox()
    {
        _folder.Write("labels/a.txt", "0 0.25 0.5 0.5 0.25 0.75 0.5 0.5 0.875\n");
        LabelledBox box = Assert.Single(YoloFolder.Find(_folder.At("images"), "car")!.Read("a.jpg", 200, 100).Boxes);
        Assert.Equal((50f, 25f, 150f, 87.5f), (box.XMin, box.YMin, box.XMax, box.YMax));
    }

    [Fact]
    public void Find_NoLabels_IsNull() => Assert.Null(YoloFolder.Find(_folder.At("images"), null));

    [Fact]
    public void Find_NothingNamesTheClasses_SaysSo()
    {
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.25 0.5\n");
        Assert.Contains("--yolo-classes", Assert.Throws<LabelSetException>(() => YoloFolder.Find(_folder.At("images"), null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0.9 0.5 0.5 0.5", "expected a box inside the image")]
    [InlineData("0 0.5 0.5 0 0.5", "expected a box inside the image")]
    [InlineData("7 0.5 0.5 0.2 0.5", "expected a class number below 1")]
    [InlineData("0 0.5 0.5 0.2", "expected a class number, centre x")]
    [InlineData("0 0.5 NaN 0.2 0.2", "expected a class number, centre x")]
    [InlineData(" 0.1 0.1 0.3 0.1 0.3 0.3", "expected a class number, centre x")]
    public void Read_BadLine_NamesFileAndLine(string line, string expected)
    {
        string label = _folder.Write("labels/a.txt", "0 0.5 0.5 0.1 0.1\n" + line + "\n");
        YoloFolder truth = YoloFolder.Find(_folder.At("images"), "car")!;
        LabelSetException failure = Assert.Throws<LabelSetException>(() => truth.Read("a.jpg", 100, 100));
        Assert.StartsWith($"{label}:2: {expected}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_LabelWithoutImage_IsRefusedUnlessLeftOut()
    {
        string label = _folder.Write("labels/b.txt", "0 0.5 0.5 0.1 0.1\n");
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.1 0.1\n");
        YoloFolder truth = YoloFolder.Find(_folder.At("images"), "car")!;
        Assert.StartsWith($"{label}: expected its image", Assert.Throws<LabelSetException>(() => truth.Check(["images/a.jpg"], _ => false)).Message, StringComparison.Ordinal);
        truth.Check(["images/a.jpg"], name => name == "b");
    }

    [Fact]
    public void Check_ClassesThatNobodyKnows_AreCountedByName()
    {
        _folder.Write("labels/a.txt", "1 0.5 0.5 0.1 0.1\n0 0.5 0.5 0.1 0.1\n2 0.5 0.5 0.1 0.1\n");
        _folder.Write("labels/b.txt", "2 0.5 0.5 0.1 0.1\n");
        _folder.Write("labels/c.txt", "2 0.5 0.5 0.1 0.1\n");
        YoloFolder truth = YoloFolder.Find(_folder.At("images"), "car,dog,traffic_light")!;
        truth.Check(["images/a.jpg", "images/b.jpg"], name => name == "c");
        Assert.Equal($"{_folder.At("labels")}: boxes whose class is by its name no vehicle, pedestrian or two-wheeler are left out: traffic_light (2), dog (1).", truth.Note);
    }

    [Theory]
    [InlineData("dog,lorry", "--yolo-classes: expected the name of a vehicle, a pedestrian or a two-wheeler, found dog, lorry.")]
    [InlineData(null, "classes.txt: expected the name of a vehicle, a pedestrian or a two-wheeler, found dog, lorry.")]
    public void Find_NoNameIsKnown_SaysSo(string? names, string expected)
    {
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.1 0.1\n");
        if (names is null)
        {
            _folder.Write("classes.txt", "dog\nlorry\n");
        }

        Assert.EndsWith(expected, Assert.Throws<LabelSetException>(() => YoloFolder.Find(_folder.At("images"), names)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("person,car", "--yolo-classes: expected the names of {0}, car, person, found person, car.")]
    [InlineData("car", "--yolo-classes: expected the names of {0}, car, person, found car.")]
    [InlineData("car,,person", "--yolo-classes: expected a name for each class, found 'car,,person'.")]
    public void Find_NamesThatDifferFromTheClassFile_AreRefused(string names, string expected)
    {
        string classes = _folder.Write("classes.txt", "car\nperson\n");
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.1 0.1\n");
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, classes), Assert.Throws<LabelSetException>(() => YoloFolder.Find(_folder.At("images"), names)).Message);
    }

    [Fact]
    public void Find_NamesOfTheClassFile_AreTaken()
    {
        _folder.Write("classes.txt", "car\nperson\n");
        _folder.Write("labels/a.txt", "1 0.5 0.5 0.1 0.1\n");
        Assert.Equal(ObjectClass.Pedestrian, Assert.Single(YoloFolder.Find(_folder.At("images"), "Car, person")!.Read("a.jpg", 100, 100).Boxes).Class);
    }

    [Theory]
    [InlineData("person,Bicycle", 1)]
    [InlineData("person,motorbike", 1)]
    [InlineData("pedestrian,bicycle", 2)]
    [InlineData("person,cyclist", 2)]
    public void Read_PersonOnABicycle_IsOneTwoWheelerByCocosNames(string names, int boxes)
    {
        _folder.Write("labels/a.txt", "0 0.5 0.45 0.1 0.3\n1 0.5 0.6 0.2 0.2\n0 0.9 0.45 0.1 0.3\n");
        IReadOnlyList<LabelledBox> read = YoloFolder.Find(_folder.At("images"), names)!.Read("a.jpg", 100, 100).Boxes;
        Assert.Equal(boxes, read.Count(box => box.XMin < 80));
        Assert.Equal(ObjectClass.Pedestrian, Assert.Single(read, box => box.XMin > 80).Class);
        if (boxes == 1)
        {
            LabelledBox both = read.Single(box => box.XMin < 80);
            Assert.Equal((ObjectClass.TwoWheeler, 40, 30, 60, 70), (both.Class, (int)Math.Round(both.XMin), (int)Math.Round(both.YMin), (int)Math.Round(both.XMax), (int)Math.Round(both.YMax)));
        }
    }

    [Fact]
    public void Check_NameWithDots_ReadsItsLabels()
    {
        string label = _folder.Write("labels/a_jpg.rf.1b2c.txt", "0 0.5 0.5 0.2\n");
        YoloFolder truth = YoloFolder.Find(_folder.At("images"), "car")!;
        Assert.StartsWith($"{label}:1: expected a class number", Assert.Throws<LabelSetException>(() => truth.Check(["images/a_jpg.rf.1b2c.jpg"], _ => false)).Message, StringComparison.Ordinal);
        File.WriteAllText(label, "0 0.5 0.5 0.2 0.2\n");
        truth.Check(["images/a_jpg.rf.1b2c.jpg"], _ => false);
        Assert.Single(truth.Read("images/a_jpg.rf.1b2c.jpg", 100, 100).Boxes);
    }

    [Fact]
    public void Check_NoLabelsAtAll_IsRefused()
    {
        Directory.CreateDirectory(_folder.At("labels"));
        YoloFolder truth = YoloFolder.Find(_folder.At("images"), "car")!;
        Assert.Contains("found none", Assert.Throws<LabelSetException>(() => truth.Check(["images/a.jpg"], _ => false)).Message, StringComparison.Ordinal);
    }
}
