using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;
using Simulation.Rendering;
using Simulation.Scenarios;
using Simulation.Truth;

namespace Simulation.Drives;

/// <summary>Writes a drive folder: video, calibration, ego motion, truth, masks, <c>drive.yaml</c>.</summary>
/// <remarks>
/// Everything goes to a sibling folder NAME.partial first, which takes the asked name only when it is complete; on any fault it is deleted.
/// What a killed run left there is replaced; a folder that holds anything else is refused.
/// Not thread safe.
/// </remarks>
public sealed class DriveWriter : IDisposable
{
    private const string VideoName = "front.mp4";
    private const string CalibrationName = "front_calibration.yaml";
    private const string MotionName = "ego_motion.csv";
    private const string LabelsName = "truth/label_02/0000.txt";
    private const string TruthName = "truth/truth.json";
    private const string MasksName = "truth/masks.bin.br";
    private static readonly string[] DataNames = [VideoName, CalibrationName, MotionName, LabelsName, TruthName, MasksName];
    private readonly string _target;
    private readonly string _partial;
    private readonly SimulationOptions _options;
    private readonly VideoWriter _video;
    private readonly StreamWriter _labels;
    private readonly StreamWriter _json;
    private readonly StreamWriter _motion;
    private readonly FileStream _maskFile;
    private readonly MaskWriter _masks;
    private readonly KittiTrackingWriter _kitti;
    private readonly TruthJsonWriter _truth;
    private Mat? _frame;
    private bool _finished;

    /// <param name="directory">The drive folder to make; must not exist or be empty.</param>
    /// <param name="name">The drive's name.</param>
    /// <param name="options">Size and rate.</param>
    /// <exception cref="SimulationException">The folder isn't empty, its sibling holds another's files, or it can't be written.</exception>
    public DriveWriter(string directory, string name, SimulationOptions options)
    {
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        _options = options;
        if (File.Exists(_target) || (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any()))
        {
            throw new SimulationException($"{directory}: expected a folder that is new or empty, found one with files in it.");
        }

        _partial = _target + ".partial";
        if (Directory.Exists(_partial) && !IsLeftOver(_partial))
        {
            throw new SimulationException($"{_partial}: expected no folder or what a killed simulation left, found other files in it.");
        }

        if (Directory.Exists(_partial) && IsWritten(_partial))
        {
            throw new SimulationException($"{_partial}: expected no folder or what a killed simulation left, found one that another simulation writes.");
        }

        try
        {
            if (Directory.Exists(_partial))
            {
                Directory.Delete(_partial, recursive: true);
            }

            Directory.CreateDirectory(Path.Combine(_partial, "truth", "label_02"));
            _labels = Text(LabelsName);
            _json = Text(TruthName);
            _motion = Text(MotionName);
            _maskFile = File.Create(Path.Combine(_partial, MasksName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Discard();
            throw new SimulationException($"{directory}: expected a folder that can be written, found: {exception.Message}", exception);
        }

        _masks = new MaskWriter(_maskFile, options.Width, options.Height, options.FrameCount, masks: 2);
        _kitti = new KittiTrackingWriter(_labels);
        _truth = new TruthJsonWriter(_json, name, options.Width, options.Height, options.FrameRate);
        _motion.Write("captureTimeNs,speed,yawRate\n");
        Name = name;
        _video = new VideoWriter(Path.Combine(_partial, VideoName), VideoWriter.FourCC("mp4v"), options.FrameRate, new Size(options.Width, options.Height));
        if (!_video.IsOpened())
        {
            Discard();
            throw new SimulationException($"{directory}: expected OpenCV to open an MPEG-4 video writer there, found that it can't.");
        }
    }

    public string Name { get; }

    /// <summary>Appends a frame's picture: 8-bit BGR without padding; it is read until the call returns.</summary>
    public void WritePicture(byte[] picture)
    {
        _frame ??= new Mat(_options.Height, _options.Width, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(picture, 0, _frame.Data, picture.Length);
        _video.Write(_frame);
    }

    /// <summary>Appends a frame's truth.</summary>
    /// <exception cref="SimulationException">The disk took no more.</exception>
    public void WriteTruth(FrameTruth truth, ReadOnlySpan<byte> pixelTruth)
    {
        try
        {
            _kitti.Write(truth, _options.Width, _options.Height);
            _truth.Write(truth);
            _motion.Write(string.Create(CultureInfo.InvariantCulture, $"{truth.CaptureTimeNs},{truth.Speed:F4},{truth.YawRate:F6}\n"));
            _masks.Write(pixelTruth, (byte)PixelTruth.Paint);
            _masks.Write(pixelTruth, (byte)PixelTruth.Drivable);
        }
        catch (Exception exception) when (IsFull(exception))
        {
            throw Full(exception);
        }
    }

    /// <summary>Closes the files, checks the video, writes <c>drive.yaml</c> and gives the folder its name.</summary>
    /// <exception cref="SimulationException">The disk took no more, or the video lacks frames.</exception>
    public void Finish(Scenario scenario, CameraMount mount, LensWarp warp)
    {
        try
        {
            _truth.Finish();
            _masks.Dispose();
            _maskFile.Dispose();
            _labels.Dispose();
            _json.Dispose();
            _motion.Dispose();
            _video.Release();
            CheckVideo();
            File.WriteAllText(Path.Combine(_partial, CalibrationName), DriveYaml.Calibration(_options, mount, warp));
            List<(string File, string Hash)> hashes = [];
            foreach (string file in DataNames)
            {
                using FileStream stream = File.OpenRead(Path.Combine(_partial, file));
                hashes.Add((file, Convert.ToHexStringLower(SHA256.HashData(stream))));
            }

            File.WriteAllText(Path.Combine(_partial, "drive.yaml"), DriveYaml.Drive(Name, scenario, _options, hashes));
            if (Directory.Exists(_target))
            {
                Directory.Delete(_target);
            }

            Directory.Move(_partial, _target);
            _finished = true;
        }
        catch (Exception exception) when (IsFull(exception))
        {
            throw Full(exception);
        }
    }

    /// <summary>Closes everything; an unfinished drive is deleted.</summary>
    public void Dispose()
    {
        _video.Dispose();
        _frame?.Dispose();
        if (!_finished)
        {
            Discard();
        }
    }

    /// <summary>A complete drive has drive.yaml too and is nobody's left-over.</summary>
    private static bool IsLeftOver(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).All(file => DataNames.Contains(Path.GetRelativePath(folder, file)));

    /// <summary>The files of a drive that is being made are locked.</summary>
    private static bool IsWritten(string folder)
    {
        foreach (string name in DataNames.Where(name => File.Exists(Path.Combine(folder, name))))
        {
            try
            {
                using FileStream file = new(Path.Combine(folder, name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                return true;
            }
        }

        return false;
    }

    private void CheckVideo()
    {
        // OpenCV's writer reports no fault when the disk is full, so the file is counted.
        string path = Path.Combine(_partial, VideoName);
        using VideoCapture capture = new(path);
        int found = capture.IsOpened() ? (int)capture.FrameCount : 0;
        if (found != _options.FrameCount)
        {
            throw new SimulationException($"{_target}/{VideoName}: expected {_options.FrameCount} frames, found {found}; is the disk full?");
        }
    }

    /// <summary>A write past a limit on file sizes comes as an argument out of range.</summary>
    private static bool IsFull(Exception exception) => exception is IOException or ArgumentOutOfRangeException;

    private SimulationException Full(Exception exception) =>
        new($"{_target}: expected room for the drive, found: {exception.Message}", exception);

    private StreamWriter Text(string name) => new(File.Create(Path.Combine(_partial, name)), new UTF8Encoding(false));

    private void Discard()
    {
        foreach (IDisposable? item in (IDisposable?[])[_masks, _maskFile, _labels, _json, _motion])
        {
            try
            {
                item?.Dispose();
            }
            catch (Exception exception) when (IsFull(exception))
            {
                // The disk is full: what the buffers hold is lost, as the whole folder is about to be.
                continue;
            }
        }

        if (Directory.Exists(_partial))
        {
            Directory.Delete(_partial, recursive: true);
        }
    }
}
