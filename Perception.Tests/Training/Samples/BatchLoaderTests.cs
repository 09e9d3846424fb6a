using Labelling.Sets;
using Perception.Tests.Shared;
using Training.Samples;

namespace Perception.Tests.Training.Samples;

public sealed class BatchLoaderTests : IDisposable
{
    private static readonly BatchPlan Plan = new(4, 96, 64, false);
    private readonly TemporaryFolder _folder = new();
    private readonly FrameStore _store;

    public BatchLoaderTests() =>
        _store = FrameStore.Load([new DataSource(SmallSet.Write(_folder.At("set"), 8), 1, 1)], [], null, LabelSet.Classes, SmallSet.Width, (_, _) => { });

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Take_SameSeedAndStep_GivesTheSameSamplesWhateverCameBefore()
    {
        using BatchLoader first = new(_store, new AugmentationOptions(), 7, 2);
        _ = first.Take(0, Plan, Plan);
        _ = first.Take(1, Plan, Plan);
        byte[] wanted = [.. first.Take(2, Plan, Plan).Images];

        using BatchLoader second = new(_store, new AugmentationOptions(), 7, 1);

        Assert.Equal(wanted, second.Take(2, Plan, Plan).Images);
    }

    [Fact]
    public void Take_OtherSeed_GivesOtherSamples()
    {
        using BatchLoader first = new(_store, new AugmentationOptions(), 7, 1);
        using BatchLoader second = new(_store, new AugmentationOptions(), 8, 1);

        Assert.NotEqual(first.Take(0, Plan, Plan).Images, second.Take(0, Plan, Plan).Images);
    }

    [Fact]
    public void Take_AnyStep_KeepsBoxesInsideTheSampleAndMasksBetweenNoneAndAll()
    {
        using BatchLoader loader = new(_store, new AugmentationOptions { MosaicShare = 0.5f, BonnetShare = 0.5f, FogShare = 0.5f, RainShare = 0.5f }, 3, 1);
        for (int step = 0; step < 12; step++)
        {
            SampleBatch batch = loader.Take(step, Plan, Plan);

            Assert.All(batch.Boxes.SelectMany(boxes => boxes!), box =>
            {
                Assert.InRange(box.XMin, 0, box.XMax);
                Assert.InRange(box.YMin, 0, box.YMax);
                Assert.InRange(box.XMax, 0, Plan.Width);
                Assert.InRange(box.YMax, 0, Plan.Height);
            });
            Assert.All(batch.Masks, share => Assert.InRange(share, 0, 1));
            Assert.All(batch.Known, share => Assert.True(share is 0 or 1));
        }
    }
}
