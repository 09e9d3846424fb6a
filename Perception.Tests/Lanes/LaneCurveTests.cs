using Fusion.Lanes;
using Perception.Inference;
using Perception.Lanes;
using Perception.Tests.Detectors;
using Sensors.Calibration;

namespace Perception.Tests.Lanes;

public sealed class LaneCurveTests
{
    private const int Grid = 10;
    private const int Rows = 6;
    private const int Columns = 5;
    private const int Lines = 4;

    [Fact]
    public void RowAnchors_RandomAnswers_EqualTheSlowReference()
    {
        Random random = new(21);
        int curvesSeen = 0;
        for (int round = 0; round < 20; round++)
        {
            float[] Logits(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 8)];
            float[] rowLocation = Logits(Grid * Rows * Lines);
            float[] columnLocation = Logits(Grid * Columns * Lines);
            float[] rowExistence = Logits(2 * Rows * Lines);
            float[] columnExistence = Logits(2 * Columns * Lines);
            using FixedAnswer answer = new(
                "row-anchors",
                "tasks: [lanes]\nparameters: {rowAnchors: [0.4, 1], neighbours: [2]}",
                64,
                32,
                ([1, Grid, Rows, Lines], rowLocation),
                ([1, Grid, Columns, Lines], columnLocation),
                ([1, 2, Rows, Lines], rowExistence),
                ([1, 2, Columns, Lines], columnExistence));

            List<List<Pixel>> expected =
            [
                .. new[] { 1, 2 }.Select(line => Line(rowLocation, rowExistence, Rows, line, 0.5)
                    .ConvertAll(point => new Pixel(point.Location * 640, (0.4 + (0.6 * point.Anchor / 5)) * 360))),
                .. new[] { 0, 3 }.Select(line => Line(columnLocation, columnExistence, Columns, line, 0.25)
                    .ConvertAll(point => new Pixel(point.Anchor / 4.0 * 640, point.Location * 360))),
            ];
            expected.RemoveAll(line => line.Count == 0);
            LaneCurveSet found = Decode(answer.Network, 640, 360);

            Assert.Equal(expected.Count, found.Curves.Length);
            for (int i = 0; i < expected.Count; i++)
            {
                AssertSame(expected[i], found.Curves[i].Points);
                Assert.InRange(found.Curves[i].Score, 0.5f, 1);
                curvesSeen++;
            }
        }

        Assert.InRange(curvesSeen, 10, 80);
    }

    [Fact]
    public void CurveLanes_OneQuery_FollowsTheEquation()
    {
        // lower 0.5, upper 1; k, f, m, n, b1, b2 as given; the second query is no lane.
        float[] curves = [0.5f, 1, 0.01f, 0.2f, 0.05f, 0.3f, 0.2f, 0.1f, 0, 0, 0, 0, 0, 0, 0, 0];
        using FixedAnswer answer = new(
            "curve-lanes", "tasks: [lanes]\nparameters: {points: [3]}", 64, 32, ([1, 2, 2], [-1, 2, 3, 1]), ([1, 2, 8], curves));

        LaneCurveSet found = Decode(answer.Network, 1000, 500);

        Assert.Equal(1, found.Curves.Length);
        Assert.Equal(1 / (1 + Math.Exp(-3)), found.Curves[0].Score, 1e-6);
        List<Pixel> expected = [.. new[] { 0.5, 0.75, 1 }.Select(y =>
            new Pixel(1000 * ((0.01 / Math.Pow(y - 0.2, 2)) + (0.05 / (y - 0.2)) + 0.3 + (0.2 * y) - 0.1), 500 * y))];
        AssertSame(expected, found.Curves[0].Points, 1e-3);
    }

    [Fact]
    public void RowAnchors_FewerLinesThanAreTaken_SaysSo()
    {
        using FixedAnswer answer = new(
            "row-anchors", "tasks: [lanes]", 64, 32,
            ([1, 5, 3, 2], new float[30]), ([1, 5, 3, 4], new float[60]), ([1, 2, 3, 2], new float[12]), ([1, 2, 3, 4], new float[24]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateCurveDecoder(answer.Network));

        Assert.EndsWith("expected more than 2 lines in dimension 3 of output0, found [1,5,3,2] float; 'rowLines' chooses others.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurveMask_StraightLine_IsDrawnWhereItRuns()
    {
        // x = 0.25 for all y: k, m, b1 and b2 are 0 and n is 0.25.
        float[] curves = [0, 1, 0, -1, 0, 0.25f, 0, 0];
        using FixedAnswer answer = new("curve-lanes", "tasks: [lanes]", 64, 32, ([1, 1, 2], [0, 100]), ([1, 1, 8], curves));
        using NetworkBinding binding = answer.Network.CreateBinding(640, 320);
        IMaskDecoder decoder = DecoderRegistry.Standard.CreateMaskDecoder(answer.Network)!;
        SegmentationMask drivable = decoder.CreateMask(binding);
        SegmentationMask lines = decoder.CreateMask(binding);
        answer.Network.Run(binding);

        decoder.Decode(binding, drivable, lines);

        Assert.False(drivable.IsPresent);
        Assert.Equal((320, 160, 2, 2), (lines.Width, lines.Height, lines.ScaleX, lines.ScaleY));
        for (int y = 0; y < 159; y++)
        {
            Assert.Equal(255, lines.Probability[(y * 320) + 80]);
            Assert.Equal(0, lines.Probability[(y * 320) + 77]);
            Assert.Equal(0, lines.Probability[(y * 320) + 83]);
        }
    }

    [Fact]
    public void CropTop_Letterbox_LeavesTheTopOfTheImageOut()
    {
        ImageInput input = new()
        {
            Tensor = new TensorContract("image", TensorKind.Float, [1, 3, 320, 1600]),
            Colour = InputColour.Rgb,
            Mean = [0, 0, 0],
            Scale = [1, 1, 1],
            Fit = InputFit.Stretch,
            Anchor = LetterboxAnchor.TopLeft,
            Pad = 0,
            CropTop = 0.4,
        };

        Letterbox letterbox = Letterbox.For(input, 1640, 590);

        Assert.Equal(236, letterbox.CropTop);
        Assert.Equal(0, letterbox.ToInputY(236), 1e-9);
        Assert.Equal(320, letterbox.ToInputY(590), 1e-9);
        Assert.Equal(400, letterbox.ToSourceY(letterbox.ToInputY(400)), 1e-9);
    }

    private static LaneCurveSet Decode(Network network, int width, int height)
    {
        using NetworkBinding binding = network.CreateBinding(width, height);
        ILaneCurveDecoder decoder = DecoderRegistry.Standard.CreateCurveDecoder(network)!;
        LaneCurveSet curves = decoder.CreateCurves();
        network.Run(binding);
        decoder.Decode(binding, curves);
        return curves;
    }

    // UFLD v2's own post-processing, written out anchor by anchor; locations as shares of the image.
    private static List<(int Anchor, double Location)> Line(float[] location, float[] existence, int anchors, int line, double share)
    {
        List<(int Anchor, double Location)> points = [];
        for (int k = 0; k < anchors; k++)
        {
            if (existence[(1 * anchors * Lines) + (k * Lines) + line] <= existence[(k * Lines) + line])
            {
                continue;
            }

            double[] column = [.. Enumerable.Range(0, Grid).Select(g => (double)location[(g * anchors * Lines) + (k * Lines) + line])];
            int best = Array.IndexOf(column, column.Max());
            int[] near = [.. Enumerable.Range(0, Grid).Where(g => Math.Abs(g - best) <= 2)];
            double sum = near.Sum(g => Math.Exp(column[g]));
            points.Add((k, ((near.Sum(g => Math.Exp(column[g]) * g) / sum) + 0.5) / (Grid - 1)));
        }

        return points.Count > share * anchors ? points : [];
    }

    private static void AssertSame(List<Pixel> expected, ReadOnlySpan<Pixel> found, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Count, found.Length);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].X, found[i].X, tolerance);
            Assert.Equal(expected[i].Y, found[i].Y, tolerance);
        }
    }
}
