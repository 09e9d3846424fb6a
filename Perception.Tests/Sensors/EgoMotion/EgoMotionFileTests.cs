using Perception.Tests.Shared;
using global::Sensors.EgoMotion;

namespace Perception.Tests.Sensors.EgoMotion;

public sealed class EgoMotionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_BetweenSamples_Interpolates()
    {
        EgoMotionLog log = EgoMotionFile.Load(_folder.Write("ego.csv", "captureTimeNs,speed,yawRate\n-100,10,0.2\n100,12,-0.2\n\n"));

        Assert.Equal(2, log.Count);
        Assert.True(log.TryAt(50, out EgoMotionSample sample));
        Assert.Equal(50, sample.TimeNs);
        Assert.Equal(11.5, sample.Speed, 12);
        Assert.Equal(-0.1, sample.YawRate, 12);
        Assert.True(log.TryAt(-100, out _));
        Assert.True(log.TryAt(100, out _));
        Assert.False(log.TryAt(101, out _));
        Assert.False(log.TryAt(-101, out _));
    }

    [Theory]
    [InlineData("", ": expected the header captureTimeNs,speed,yawRate and a line for each sample, found no sample")]
    [InlineData("captureTimeNs,speed,yawRate\n", ": expected the header captureTimeNs,speed,yawRate and a line for each sample, found no sample")]
    [InlineData("time,speed\n1,2\n", ":1: expected the header captureTimeNs,speed,yawRate, found 'time,speed'")]
    [InlineData("captureTimeNs,speed,yawRate\n1,2\n", ":2: expected captureTimeNs,speed,yawRate as finite numbers, found '1,2'")]
    [InlineData("captureTimeNs,speed,yawRate\n1,NaN,0\n", ":2: expected captureTimeNs,speed,yawRate as finite numbers, found '1,NaN,0'")]
    [InlineData("captureTimeNs,speed,yawRate\n2,1,0\n1,1,0\n", ":3: expected a time after 2 ns, found 1 ns")]
    public void Load_BrokenFile_NamesFileAndLine(string content, string problem)
    {
        string path = _folder.Write("ego.csv", content);

        EgoMotionException fault = Assert.Throws<EgoMotionException>(() => EgoMotionFile.Load(path));

        Assert.Equal(path + problem, fault.Message);
    }

    [Fact]
    public void Load_MissingFile_Throws()
    {
        EgoMotionException fault = Assert.Throws<EgoMotionException>(() => EgoMotionFile.Load(_folder.At("ego.csv")));

        Assert.Equal($"{_folder.At("ego.csv")}: expected an ego motion file, found none", fault.Message);
    }

    [Fact]
    public void Log_SamplesOutOfOrder_Throws()
    {
        Assert.Throws<ArgumentException>(() => new EgoMotionLog([new EgoMotionSample(2, 0, 0), new EgoMotionSample(1, 0, 0)]));
        Assert.Throws<ArgumentException>(() => new EgoMotionLog([new EgoMotionSample(2, double.NaN, 0)]));
    }
}
