using System.Buffers.Binary;
using System.Text;
using Evaluation;
using Evaluation.Formats;
using Evaluation.Radar;
using Perception.Tests.Shared;
using global::Sensors.EgoMotion;

namespace Perception.Tests.Evaluation.Radar;

public sealed class RadarTests : IDisposable
{
    private const long ScanNs = 50_000_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TwoTargetsOneCrossingTheOther_KeepsIdentitiesAndFindsTheRates()
    {
        List<RadarScan> scans = [.. Enumerable.Range(0, 200).Select(Scan)];

        RadarScore score = RadarEvaluation.Run(scans);

        Assert.Equal((200, 400, 2), (score.Scans, score.Returns, score.Targets));
        Assert.Equal((2, 0), (score.Tracks, score.FalseTracks));
        Assert.InRange(score.FollowedShare, 0.98, 1);
        Assert.Equal(1, score.OneIdentityShare);
        Assert.True(score.PredictionError < 0.5 * score.StandingError, $"{score.PredictionError} of {score.StandingError}");
        Assert.InRange(score.HeldOutRateError, 0, 0.8);
    }

    [Fact]
    public void Run_TargetThatReturnsTwiceInAScan_HasFiniteFigures()
    {
        List<RadarScan> scans = [.. Enumerable.Range(0, 200).Select(Scan).Select(scan => scan with { Returns = [.. scan.Returns, scan.Returns[0] with { Y = 12 }] })];

        RadarScore score = RadarEvaluation.Run(scans);

        Assert.True(double.IsFinite(score.DifferencedRateError) && double.IsFinite(score.HeldOutRateError), $"{score.DifferencedRateError} and {score.HeldOutRateError}");
    }

    [Fact]
    public void Run_RecordedDrive_ReachesItsFigures()
    {
        RadarScore score = RadarEvaluation.Run(CommaLog.Read(SharedFolder.Require("drives/comma2k19_sample")));

        Assert.Equal(10_100, score.Returns);
        Assert.Equal(0, score.FalseTracks);
        Assert.InRange(score.FollowedShare, 0.97, 1);
        Assert.InRange(score.OneIdentityShare, 0.6, 1);
        Assert.True(score.PredictionError < 0.7 * score.StandingError, $"{score.PredictionError} of {score.StandingError}");
        Assert.True(score.HeldOutRateError < 0.5 * score.DifferencedRateError, $"{score.HeldOutRateError} of {score.DifferencedRateError}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_TwoByThree_GivesBackItsNumbers(bool isColumnMajor)
    {
        string path = _folder.At("array");
        double[] stored = isColumnMajor ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6];
        Write(path, $"{{'descr': '<f8', 'fortran_order': {isColumnMajor}, 'shape': (2, 3), }}", stored);

        NumpyArray array = NumpyArray.Read(path);

        Assert.Equal((2, 3), (array.Rows, array.Columns));
        Assert.Equal([1, 2, 3, 4, 5, 6], Enumerable.Range(0, 6).Select(index => array[index / 3, index % 3]));
    }

    [Theory]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", 1, "<f8")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 1, "24 bytes")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }", 1, "one or two dimensions")]
    public void Read_OtherContent_NamesFileAndFault(string header, int numbers, string named)
    {
        string path = _folder.At("array");
        Write(path, header, new double[numbers]);

        EvaluationException fault = Assert.Throws<EvaluationException>(() => NumpyArray.Read(path));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoNumpyFile_NamesIt()
    {
        string path = _folder.Write("array", "not an array at all");

        Assert.Contains(path, Assert.Throws<EvaluationException>(() => NumpyArray.Read(path)).Message, StringComparison.Ordinal);
        Assert.Throws<EvaluationException>(() => CommaLog.Read(_folder.Path));
    }

    /// <summary>A car ahead that falls back at 2 m/s and one that overtakes it at 4 m/s in the next lane; 10 cm of noise.</summary>
    private static RadarScan Scan(int number)
    {
        Random random = new(number);
        double time = number * ScanNs * 1e-9;
        RadarReturn[] returns =
        [
            new(0, 60 - (2 * time) + Noise(random), 0, -2), new(1, 35 + (4 * time) + Noise(random), 3.5, 4),
        ];
        return new RadarScan(number * ScanNs, returns, new EgoMotionSample(number * ScanNs, 20, 0));
    }

    private static double Noise(Random random) => 0.2 * (random.NextDouble() - 0.5);

    private static void Write(string path, string header, double[] numbers)
    {
        string padded = header + "\n";
        byte[] bytes = new byte[10 + padded.Length + (sizeof(double) * numbers.Length)];
        ((byte[])[0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0]).CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)padded.Length);
        Encoding.ASCII.GetBytes(padded).CopyTo(bytes, 10);
        for (int index = 0; index < numbers.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(10 + padded.Length + (sizeof(double) * index)), numbers[index]);
        }

        File.WriteAllBytes(path, bytes);
    }
}
