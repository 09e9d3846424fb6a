using Evaluation;
using Evaluation.Tracking;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation;

public sealed class MotTruthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>MOT15's truth: no class, an unknown place; the second object is not to be scored.</summary>
    [Fact]
    public void Mot_TruthWithoutClasses_CountsAll()
    {
        Write("1,1,10,20,30,40,1,-1,-1,-1\n2,1,12,20,30,40,1,-1,-1,-1\n2,2,100,20,30,40,0,-1,-1,-1\n");
        _folder.Write("results/A.txt", "1,7,10,20,30,40,1,-1,-1,-1\n2,7,12,20,30,40,1,-1,-1,-1\n");

        IReadOnlyDictionary<string, double> figures = TrackingEvaluation.Mot(_folder.At("gt"), _folder.At("results")).Combined.Figures();

        Assert.Equal((100, 100, 0), (figures["HOTA"], figures["MOTA"], figures["FN"]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("14")]
    [InlineData("-2")]
    public void Mot_TruthOfAnotherClass_NamesTheLine(string kind)
    {
        string path = Write($"1,1,10,20,30,40,1,1,1\n2,1,12,20,30,40,1,{kind},1\n");
        _folder.Write("results/A.txt", "1,7,10,20,30,40,1,-1,-1,-1\n");

        EvaluationException fault = Assert.Throws<EvaluationException>(() => TrackingEvaluation.Mot(_folder.At("gt"), _folder.At("results")));

        Assert.Equal($"{path}, line 2: expected a class from 1 to 13, or -1 for none, in field 8, found \"{kind}\".", fault.Message);
    }

    private string Write(string truth)
    {
        _folder.Write("gt/A/seqinfo.ini", "seqLength=2\n");
        return _folder.Write("gt/A/gt/gt.txt", truth);
    }
}
