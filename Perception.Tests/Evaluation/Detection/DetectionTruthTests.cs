using Evaluation;
using Evaluation.Detection;
using Fusion.Geometry;

namespace Perception.Tests.Evaluation.Detection;

public sealed class DetectionTruthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perception-tests-").FullName;

    [Fact]
    public void Kitti_LabelLine_IsRead()
    {
        Write("image_2/000001.png", "");
        Write("label_2/000001.txt", "Person_sitting 0.25 2 1.55 614.24 181.78 727.31 284.77 1.57 1.73 4.15 1.00 1.75 13.22 1.62\nDontCare -1 -1 -10 5 229 214 367 -1 -1 -1 -1000 -1000 -1000 -10\n");

        TruthImage image = Assert.Single(KittiObjectTruth.Read(_folder));

        Assert.Equal(new TruthBox("person sitting", new Box(614.24f, 181.78f, 727.31f, 284.77f)) { Occlusion = 2, Truncation = 0.25 }, image.Boxes[0]);
        Assert.True(image.Boxes[1].IsRegion);
    }

    [Theory]
    [InlineData("Car 0 0 0 60 20 10 90 1 1 1 1 1 1 1", "expected an edge beyond 60 in field 7, found \"10\"")]
    [InlineData("Car 0 0 0 10 90 60 90 1 1 1 1 1 1 1", "expected an edge beyond 90 in field 8, found \"90\"")]
    public void Kitti_BoxWithoutArea_NamesTheLine(string line, string expected)
    {
        Write("image_2/000001.png", "");
        Write("label_2/000001.txt", "\n" + line + "\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => KittiObjectTruth.Read(_folder));

        Assert.Equal($"{Path.Combine(_folder, "label_2/000001.txt")}, line 2: {expected}.", error.Message);
    }

    [Fact]
    public void Kitti_ImageMissing_SaysWhich()
    {
        Write("label_2/000001.txt", "");

        EvaluationException error = Assert.Throws<EvaluationException>(() => KittiObjectTruth.Read(_folder));

        Assert.Contains("000001.jpg or .png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Yolo_LabelLine_IsScaledToTheImage()
    {
        Write("classes.txt", "car\ntraffic_light\n");
        Write("images/a.jpg", "");
        Write("images/b.jpg", "");
        Write("labels/a.txt", "1 0.5 0.5 0.2 0.4\n");

        IReadOnlyList<TruthImage> images = YoloTruth.Read(_folder, _ => (200, 100));

        TruthBox box = Assert.Single(images[0].Boxes);
        Assert.Equal("traffic light", box.Class);
        Assert.Equal((80, 30, 120, 70), (box.Box.XMin, box.Box.YMin, box.Box.XMax, box.Box.YMax));
        Assert.Empty(images[1].Boxes);
    }

    [Fact]
    public void Yolo_ClassBeyondTheList_Throws()
    {
        Write("classes.txt", "car\n");
        Write("images/a.jpg", "");
        Write("labels/a.txt", "1 0.5 0.5 0.2 0.4\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => YoloTruth.Read(_folder, _ => (200, 100)));

        Assert.Contains("labels/a.txt:1: expected a class number below 1, found 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Yolo_PolygonLine_IsItsBoundingBox()
    {
        Write("classes.txt", "car\n\n");
        Write("images/a.jpg", "");
        Write("labels/a.txt", "0 0.25 0.5 0.5 0.25 0.75 0.5 0.5 0.875\n\n");

        TruthBox box = Assert.Single(Assert.Single(YoloTruth.Read(_folder, _ => (200, 100))).Boxes);

        Assert.Equal(new TruthBox("car", new Box(50, 25, 150, 87.5f)), box);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.2", "expected a class number, centre x")]
    [InlineData("0 0.5 0.5 0.2 0.4 0.9", "expected a class number, centre x")]
    [InlineData(" 0.1 0.1 0.3 0.1 0.3 0.3", "expected a class number, centre x")]
    [InlineData("0.5 0.5 0.2 0.4 0.9", "expected a class number, centre x")]
    [InlineData("0 0.5 0.5 0.2 inf", "expected a class number, centre x")]
    [InlineData("0 0.5 0.5 -0.2 0.4", "expected a box inside the image")]
    [InlineData("0 320 240 50 60", "expected a box inside the image")]
    [InlineData("0 0.1 0.1 0.3 0.1 0.3 3", "expected a polygon inside the image")]
    public void Yolo_LineThatCannotBe_NamesFileAndLine(string line, string expected)
    {
        Write("classes.txt", "car\n");
        Write("images/a.jpg", "");
        Write("labels/a.txt", "0 0.5 0.5 0.2 0.4\n\n" + line + "\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => YoloTruth.Read(_folder, _ => (200, 100)));

        Assert.StartsWith($"{Path.Combine(_folder, "labels/a.txt")}:3: {expected}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("car\n\nperson\n", ":2: expected the name of the class 1, found a blank line.")]
    [InlineData("\n", ": expected a class name a line, found none.")]
    public void Yolo_ClassWithoutAName_IsNamed(string classes, string expected)
    {
        Write("classes.txt", classes);
        Write("images/a.jpg", "");
        Write("labels/a.txt", "0 0.5 0.5 0.2 0.4\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => YoloTruth.Read(_folder, _ => (200, 100)));

        Assert.Equal(Path.Combine(_folder, "classes.txt") + expected, error.Message);
    }

    [Fact]
    public void Yolo_LabelWithoutImage_IsNamed()
    {
        Write("classes.txt", "car\n");
        Write("images/a.jpg", "");
        Write("labels/b.txt", "0 0.5 0.5 0.2 0.4\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => YoloTruth.Read(_folder, _ => (200, 100)));

        Assert.StartsWith($"{Path.Combine(_folder, "labels/b.txt")}: expected its image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coco_Annotations_AreReadByImage()
    {
        Write("images/a.jpg", "");
        Write("annotations/instances.json", """
            {"images": [{"id": 7, "file_name": "a.jpg"}],
             "categories": [{"id": 3, "name": "car"}, {"id": 10, "name": "traffic light"}],
             "annotations": [{"image_id": 7, "category_id": 10, "bbox": [1, 2, 3, 4], "iscrowd": 0},
                             {"image_id": 7, "category_id": 3, "bbox": [5, 6, 7, 8], "iscrowd": 1}]}
            """);

        TruthImage image = Assert.Single(CocoTruth.Read(_folder));

        Assert.Equal([new TruthBox("traffic light", new Box(1, 2, 4, 6)), new TruthBox("car", new Box(5, 6, 12, 14)) { IsRegion = true }], image.Boxes);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"images\": 3")]
    public void Coco_OtherJson_Throws(string json)
    {
        Write("instances.json", json);

        Assert.Throws<EvaluationException>(() => CocoTruth.Read(_folder));
    }

    [Theory]
    [InlineData("""{"image_id": 8, "category_id": 3, "bbox": [1, 2, 3, 4]}""", "one of the image 8")]
    [InlineData("""{"image_id": 7, "category_id": 99, "bbox": [1, 2, 3, 4]}""", "one of the category 99")]
    [InlineData("""{"image_id": 7, "category_id": 3, "bbox": [1, 2, -3, 4]}""", "found 1, 2, -3, 4")]
    public void Coco_AnnotationThatCannotBe_SaysWhatWasFound(string annotation, string expected)
    {
        Write("a.jpg", "");
        Write("instances.json", $$"""{"images": [{"id": 7, "file_name": "a.jpg"}], "categories": [{"id": 3, "name": "car"}], "annotations": [{{annotation}}]}""");

        EvaluationException error = Assert.Throws<EvaluationException>(() => CocoTruth.Read(_folder));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coco_CategoryWithoutAName_Throws()
    {
        Write("instances.json", """{"images": [], "categories": [{"id": 3, "name": null}], "annotations": []}""");

        Assert.Throws<EvaluationException>(() => CocoTruth.Read(_folder));
    }

    [Fact]
    public void Coco_ImageWithoutAName_Throws()
    {
        Write("instances.json", """{"images": [{"id": 7, "file_name": null}], "categories": [], "annotations": []}""");

        Assert.Throws<EvaluationException>(() => CocoTruth.Read(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
