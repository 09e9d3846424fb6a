using Perception.Inference;

namespace Perception.Tests.Inference;

public sealed class LetterboxTests
{
    [Fact]
    public void For_Region_SeesThatPartAloneAndFindsTheWayBack()
    {
        // The right lower half of 1280x720, less a fifth at the bottom: 640x288 from (640, 288) stretched over 320x192.
        ImageInput input = Input(320, 192, InputFit.Stretch, LetterboxAnchor.TopLeft);
        Letterbox letterbox = Letterbox.For(input, 1280, 720, new ImageRegion(0.5, 0.4, 1, 0.8));

        Assert.Equal((640, 288, 640, 288), (letterbox.CropLeft, letterbox.CropTop, letterbox.VisibleWidth, letterbox.VisibleHeight));
        Assert.Equal((0, 0), (letterbox.ToInputX(640), letterbox.ToInputY(288)));
        Assert.Equal((320, 192), (letterbox.ToInputX(1280), letterbox.ToInputY(576)));
        Assert.Equal(800, letterbox.ToSourceX(letterbox.ToInputX(800)), 9);
        Assert.Equal(400, letterbox.ToSourceY(letterbox.ToInputY(400)), 9);
    }

    [Fact]
    public void For_TopLeftLetterbox_KeepsAspectAndStartsAtTheCorner()
    {
        // 1280 × 720 into 640 × 384: scale 0.5, 24 rows of padding below.
        Letterbox letterbox = Letterbox.For(Input(640, 384, InputFit.Letterbox, LetterboxAnchor.TopLeft), 1280, 720);

        Assert.Equal(new Letterbox(1280, 720, 640, 384, 0, 0, 640, 360), letterbox);
        Assert.Equal((0.5, 0.5), (letterbox.ScaleX, letterbox.ScaleY));
    }

    [Fact]
    public void For_CentredLetterbox_SplitsThePadding()
    {
        Letterbox letterbox = Letterbox.For(Input(320, 192, InputFit.Letterbox, LetterboxAnchor.Centre), 1280, 720);

        Assert.Equal(new Letterbox(1280, 720, 320, 192, 0, 6, 320, 180), letterbox);
        Assert.Equal(24, letterbox.ToSourceY(12));
    }

    [Theory]
    [InlineData(480, 360, 64, 0, 384, 288)]
    [InlineData(640, 360, 0, 0, 512, 288)]
    [InlineData(1280, 320, 0, 80, 512, 128)]
    public void For_CentredLetterboxThatWidens_WidensNarrowImagesAlone(int width, int height, int padX, int padY, int contentWidth, int contentHeight)
    {
        // 4:3 into 16:9: whole at 384 × 288; widened by 1.25 at 480, by 4 / 3 it would fill all 512 columns.
        ImageInput input = Input(512, 288, InputFit.Letterbox, LetterboxAnchor.Centre);

        Assert.Equal(new Letterbox(width, height, 512, 288, padX, padY, contentWidth, contentHeight), Letterbox.For(input, width, height));

        Letterbox widened = Letterbox.For(input with { MostWidening = 1.25 }, width, height);
        Assert.Equal(Math.Min(512, contentWidth * 1.25), widened.ContentWidth);
        Assert.Equal((512 - widened.ContentWidth) / 2, widened.PadX);
        Assert.Equal((contentHeight, padY), (widened.ContentHeight, widened.PadY));
        Assert.Equal(512, Letterbox.For(input with { MostWidening = 1.4 }, width, height).ContentWidth);
    }

    [Fact]
    public void For_Stretch_FillsTheInput()
    {
        Letterbox letterbox = Letterbox.For(Input(448, 256, InputFit.Stretch, LetterboxAnchor.TopLeft), 1242, 375);

        Assert.Equal((448, 256, 0, 0), (letterbox.ContentWidth, letterbox.ContentHeight, letterbox.PadX, letterbox.PadY));
        Assert.NotEqual(letterbox.ScaleX, letterbox.ScaleY);
    }

    [Fact]
    public void ToSource_AfterToInput_GivesThePointBack()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            InputFit fit = (InputFit)random.Next(2);
            ImageInput input = Input(random.Next(1, 900), random.Next(1, 900), fit, (LetterboxAnchor)random.Next(2)) with { MostWidening = 1 + random.NextDouble() };
            Letterbox letterbox = Letterbox.For(input, random.Next(1, 4000), random.Next(1, 3000));
            double x = random.NextDouble() * letterbox.SourceWidth;
            double y = random.NextDouble() * letterbox.SourceHeight;

            Assert.Equal(x, letterbox.ToSourceX(letterbox.ToInputX(x)), 1e-6);
            Assert.Equal(y, letterbox.ToSourceY(letterbox.ToInputY(y)), 1e-6);
            Assert.InRange(letterbox.ToInputX(x), 0, letterbox.InputWidth);
            Assert.InRange(letterbox.ToInputY(y), 0, letterbox.InputHeight);
        }
    }

    private static ImageInput Input(int width, int height, InputFit fit, LetterboxAnchor anchor) => new()
    {
        Tensor = new TensorContract("image", TensorKind.Float, [1, 3, height, width]),
        Colour = InputColour.Bgr,
        Mean = [0, 0, 0],
        Scale = [1, 1, 1],
        Fit = fit,
        Anchor = anchor,
        Pad = 114,
    };
}
