using System.CommandLine;
using Evaluation;
using Evaluation.Replay;
using Perception.Commands;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation;

/// <summary>Detection and pose files that do not fit their sequence are refused: nothing of them is left out in silence.</summary>
public sealed class DetectionFileTests : IDisposable
{
    private const string Box = "577.6,177.7,641.6,238.8,0.9";
    private const string Pose = "1 0 0 0 0 1 0 0 0 0 1 0\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-4)]
    [InlineData(3)]
    public void Kitti_DetectionOutsideTheSequence_IsNamed(int frame)
    {
        _folder.Write("kitti/evaluate_tracking.seqmap.training", "0000 empty 000000 000003\n");
        _folder.Write("kitti/det/Car/0000.txt", $"0,{Box}\n{frame},{Box}\n");
        Assert.Equal($"{_folder.At("kitti")}: expected detections of sequence 0000 in its frames 0 to 2, found one in frame {frame}.", Fault("det"));
    }

    [Fact]
    public void Kitti_ClassWithoutASequence_IsNamed()
    {
        _folder.Write("kitti/det/Car/0001.txt", $"0,{Box}\n");
        _folder.Write("kitti/det/Pedestrian/0000.txt", $"0,{Box}\n");
        Assert.Equal($"{_folder.At("kitti/det/Car/0000.txt")}: expected a file, found none.", Fault("det"));
    }

    [Fact]
    public void Kitti_FewerPosesThanFrames_IsNamed()
    {
        _folder.Write("kitti/det/Car/0000.txt", $"0,{Box}\n2,{Box}\n");
        _folder.Write("kitti/poses_orbslam3/0000.txt", Pose + Pose);
        Assert.Equal($"{_folder.At("kitti/poses_orbslam3/0000.txt")}: expected a pose for each of 3 frames, found 2.", Fault("det"));
    }

    [Fact]
    public void Kitti_FolderTwice_IsNamed()
    {
        _folder.Write("kitti/det/Car/0000.txt", $"0,{Box}\n");
        Assert.Equal($"{_folder.At("kitti")}: expected each folder of detections once, found det twice.", Fault("det", "det"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Mot_DetectionOutsideTheSequence_IsNamed(int frame)
    {
        _folder.Write("mot/gt/A/seqinfo.ini", "seqLength=3\nframeRate=30\nimWidth=1920\nimHeight=1080\n");
        _folder.Write("mot/gt/A/gt/gt.txt", "1,1,10,20,30,40,1,1,1\n");
        string path = _folder.Write("mot/det/A.txt", $"1,-1,10,20,30,40,0.9\n{frame},-1,10,20,30,40,0.9\n");
        EvaluationException fault = Assert.Throws<EvaluationException>(() => MotReplay.Read(_folder.At("mot"), "det"));
        Assert.Equal($"{path}: expected frames 1 to 3, found frame {frame}.", fault.Message);
    }

    [Fact]
    public void Kitti_FolderOfAnotherClass_IsNamed()
    {
        _folder.Write("kitti/det/Car/0000.txt", $"0,{Box}\n");
        _folder.Write("kitti/det/pedestrian/0000.txt", $"0,{Box}\n");
        Directory.CreateDirectory(_folder.At("kitti/det/empty"));
        Assert.Equal($"{_folder.At("kitti/det/pedestrian")}: expected a folder of a class, Car, Pedestrian, Cyclist, found another with files.", Fault("det"));
    }

    [Fact]
    public void Kitti_LabelsOfOtherClasses_AreLeftOutAndCounted()
    {
        const string rest = "0 0 0 577.6 177.7 641.6 238.8 1.5 1.6 3.9 0 1.6 20 -1.5";
        _folder.Write("kitti/det/0000.txt", $"0 1 Van {rest}\n0 2 Car {rest}\n1 1 Van {rest}\n1 -1 DontCare {rest}\n1 3 Lorry {rest}\n");
        ReplaySequence sequence = Assert.Single(KittiReplay.Read(_folder.At("kitti"), ["det"], ReplayConfigurations.Kitti));
        Assert.Equal(("van (2), lorry (1)", 1), (sequence.LeftOut, sequence.Frames.Sum(frame => frame.Detections.Length)));

        using StringWriter output = new();
        RootCommand root = new() { TrackCommand.Create() };
        Assert.Equal(0, root.Parse(["track", "kitti", _folder.At("kitti"), "--detections", "det", "--out", _folder.At("tracked")]).Invoke(new InvocationConfiguration { Output = output }));
        Assert.EndsWith(", left out: van (2), lorry (1)", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Benchmark_NoDetections_SaysSo()
    {
        _folder.Write("kitti/det_2d_rrc/Car/0000.txt", "");
        RootCommand root = new() { TrackCommand.Create() };
        CommandException fault = Assert.Throws<CommandException>(() => root.Parse(["track", "benchmark", "--kitti", _folder.At("kitti")])
            .Invoke(new InvocationConfiguration { Output = TextWriter.Null, EnableDefaultExceptionHandler = false }));
        Assert.Equal($"{_folder.At("kitti/det_2d_rrc")}: expected detections, found none in 1 sequences.", fault.Message);
    }

    private string Fault(params string[] detections) =>
        Assert.Throws<EvaluationException>(() => KittiReplay.Read(_folder.At("kitti"), detections, ReplayConfigurations.Kitti)).Message;
}
