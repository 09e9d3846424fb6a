using Training;
using Training.Samples;

namespace Perception.Tests.Training.Samples;

public sealed class DataSourceTests
{
    [Theory]
    [InlineData("city", "city", 1, 1)]
    [InlineData("a=b/city=2.5", "a=b/city", 2.5, 2.5)]
    [InlineData("sim=30:12", "sim", 30, 12)]
    public void Parse_Text_GivesFolderAndWeights(string text, string folder, double weight, double late) =>
        Assert.Equal(new DataSource(folder, weight, late), DataSource.Parse(text));

    [Theory]
    [InlineData("city=x")]
    [InlineData("city=-1")]
    [InlineData("city=1:2:3")]
    [InlineData("city=NaN")]
    [InlineData("city=0,5")]
    [InlineData("city=1:0,5")]
    public void Parse_BadWeight_SaysWhat(string text) => Assert.Contains(text, Assert.Throws<TrainingException>(() => DataSource.Parse(text)).Message);
}
