using System.ComponentModel.DataAnnotations;
using Sensors;

namespace Fusion.Lanes;

/// <summary>How lane boundaries are found and followed. Every option is described, with its effect, in docs/lanes.md.</summary>
/// <remarks>Metres are true metres with a calibration; without one they hold for a camera at <see cref="NominalCameraHeight"/>.</remarks>
public sealed class LaneTrackerOptions
{
    /// <summary>Probability from which a mask pixel counts as lane paint.</summary>
    [Range(0.05, 0.95)]
    public double PaintThreshold { get; init; } = 0.4;

    /// <summary>Probability from which a mask pixel counts as drivable.</summary>
    [Range(0.05, 0.95)]
    public double DrivableThreshold { get; init; } = 0.5;

    /// <summary>Share of the mask above which paint is taken for noise and the frame's lanes are not used.</summary>
    [Range(0.01, 1.0)]
    public double MaxPaintShare { get; init; } = 0.2;

    /// <summary>Widest run of paint across the road that can be a lane line, metres; wider ones are stop lines and the like.</summary>
    [Range(0.2, 3.0)]
    public double MaxPaintWidth { get; init; } = 0.8;

    /// <summary>Paint between two lines, so far from either and nearer to one than <see cref="MinLaneWidth"/>, may be of a crossing, metres.</summary>
    [Range(0.2, 3.0)]
    public double CrossingAway { get; init; } = 0.5;

    /// <summary>Longest stretch of road that a crossing takes, metres; such paint over more is of a line.</summary>
    [Range(1.0, 30.0)]
    public double CrossingDepth { get; init; } = 8;

    /// <summary>How far before and behind it a crossing's paint is left out, metres.</summary>
    [Range(0.0, 5.0)]
    public double CrossingMargin { get; init; } = 1;

    /// <summary>Farthest distance at which paint is used, metres.</summary>
    [Range(10.0, 200.0)]
    public double MaxRange { get; init; } = 80;

    /// <summary>Standard deviation of a row's paint centre, mask pixels.</summary>
    [Range(0.1, 10.0)]
    public double PaintSigmaMaskPx { get; init; } = 0.6;

    /// <summary>Standard deviation of the paint about the road model, metres.</summary>
    [Range(0.0, 0.5)]
    public double PaintSigmaLateral { get; init; } = 0.04;

    /// <summary>How many neighbouring mask rows carry one independent measurement.</summary>
    [Range(1.0, 50.0)]
    public double CorrelatedRows { get; init; } = 4;

    /// <summary>Association gate in standard deviations of the innovation.</summary>
    [Range(1.0, 10.0)]
    public double GateSigma { get; init; } = 3.5;

    /// <summary>Least and greatest association gate, metres across the road.</summary>
    [Range(0.05, 2.0)]
    public double MinGate { get; init; } = 0.3;

    /// <inheritdoc cref="MinGate"/>
    [Range(0.1, 3.0)]
    public double MaxGate { get; init; } = 0.9;

    /// <summary>Growth of the greatest gate with distance, metres across the road per metre ahead: bends open far ahead first.</summary>
    [Range(0.0, 0.2)]
    public double MaxGateGrowth { get; init; } = 0.03;

    /// <summary>Residual, in standard deviations, at which a row's weight has fallen to a half (Cauchy).</summary>
    [Range(0.5, 20.0)]
    public double RobustScale { get; init; } = 2.5;

    /// <summary>Gauss–Newton steps of each update.</summary>
    [Range(1, 10)]
    public int Iterations { get; init; } = 3;

    /// <summary>Least length in the image of a new line's paint, as a share of the mask's height.</summary>
    [Range(0.005, 0.5)]
    public double BirthPaintShare { get; init; } = 0.05;

    /// <summary>How many times more paint a new line must show than the road around it.</summary>
    [Range(1.0, 20.0)]
    public double BirthContrast { get; init; } = 2.5;

    /// <summary>Fewest connected mask pixels of a piece of paint that counts towards a new line.</summary>
    [Range(1, 500)]
    public int BirthPieceSize { get; init; } = 8;

    /// <summary>Least length of road that a new line's paint must span, metres.</summary>
    [Range(0.5, 50.0)]
    public double BirthLength { get; init; } = 4;

    /// <summary>Farthest distance at which paint counts towards a new line, metres.</summary>
    [Range(5.0, 100.0)]
    public double BirthRange { get; init; } = 35;

    /// <summary>Farthest that a new line may lie to either side of the camera, metres.</summary>
    [Range(2.0, 30.0)]
    public double BirthHalfWidth { get; init; } = 9;

    /// <summary>Greatest angle between a new line and the road's direction, rad.</summary>
    [Range(0.005, 0.5)]
    public double BirthMaxAngle { get; init; } = 0.05;

    /// <summary>Least share of the mask's rows on which a known line must be seen to count as seen.</summary>
    [Range(0.005, 0.5)]
    public double SeenRowShare { get; init; } = 0.02;

    /// <summary>Least length of road that a known line's paint must span to count as seen, metres.</summary>
    [Range(0.0, 20.0)]
    public double SeenLength { get; init; } = 1;

    /// <summary>How long a line must have been seen before it is published, unless <see cref="InstantQuality"/> is met.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>Quality from which a new line is published at once.</summary>
    [Range(0.05, 1.0)]
    public double InstantQuality { get; init; } = 0.35;

    /// <summary>How long an unconfirmed line may go unseen.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan TentativeTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a line is carried on without paint before it is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan CoastTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time constant with which quality falls while a line is not seen.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan QualityDecay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time constant with which quality and a growing view range follow what is seen.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan QualitySmoothing { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time constant with which the view range shrinks: what is no longer seen far ahead is soon no longer claimed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ViewShrink { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Gap between frames from which everything is forgotten.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ResetGap { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long no line may be seen before the road's geometry is searched anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan ReacquireAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Greatest standard deviation of a published line's lateral position, metres.</summary>
    [Range(0.05, 5.0)]
    public double MaxLateralSigma { get; init; } = 0.6;

    /// <summary>Lines nearer to each other than this are one, metres.</summary>
    [Range(0.1, 2.0)]
    public double MergeDistance { get; init; } = 0.5;

    /// <summary>Least and greatest width of a lane, metres.</summary>
    [Range(1.0, 5.0)]
    public double MinLaneWidth { get; init; } = 2.0;

    /// <inheritdoc cref="MinLaneWidth"/>
    [Range(2.0, 12.0)]
    public double MaxLaneWidth { get; init; } = 6.0;

    /// <summary>
    /// Without a calibration the camera's height is unknown: least widths are multiplied by this share and greatest widths divided by it.
    /// </summary>
    [Range(0.2, 1.0)]
    public double UncalibratedWidthShare { get; init; } = 0.6;

    /// <summary>Width assumed while only one ego line is known and no width has been measured, metres.</summary>
    [Range(2.0, 6.0)]
    public double NominalLaneWidth { get; init; } = 3.5;

    /// <summary>Time constant of the measured lane width.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan LaneWidthSmoothing { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Farthest that an ego line may lie from the vehicle's axis, metres; beyond, it bounds a neighbouring lane.</summary>
    [Range(1.5, 10.0)]
    public double MaxEgoLineDistance { get; init; } = 4.5;

    /// <summary>How far the vehicle's axis must pass a line before the line changes sides, metres.</summary>
    [Range(0.0, 1.5)]
    public double SideHysteresis { get; init; } = 0.25;

    /// <summary>Growth of the standard deviation of all lines' common lateral position, m/√s.</summary>
    [Range(0.01, 10.0)]
    public double CommonLateralNoise { get; init; } = 0.5;

    /// <summary>Growth of the standard deviation of one line's own lateral position, m/√s.</summary>
    [Range(0.001, 5.0)]
    public double OwnLateralNoise { get; init; } = 0.08;

    /// <summary>Growth of the standard deviation of the heading, rad/√s.</summary>
    [Range(0.001, 2.0)]
    public double HeadingNoise { get; init; } = 0.05;

    /// <summary>Standard deviation and time constant of the camera's pitch about its mean, rad.</summary>
    [Range(0.0001, 0.2)]
    public double PitchSigma { get; init; } = 0.008;

    /// <inheritdoc cref="PitchSigma"/>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan PitchTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Standard deviation and time constant of the road's curvature, 1/m.</summary>
    [Range(0.00001, 0.2)]
    public double CurvatureSigma { get; init; } = 0.008;

    /// <inheritdoc cref="CurvatureSigma"/>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan CurvatureTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Standard deviation and time constant of the road's vertical curvature, 1/m.</summary>
    [Range(0.000001, 0.1)]
    public double VerticalCurvatureSigma { get; init; } = 0.0003;

    /// <inheritdoc cref="VerticalCurvatureSigma"/>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan VerticalCurvatureTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Standard deviation and time constant of one line's angle to the road, rad.</summary>
    [Range(0.0001, 0.2)]
    public double OwnAngleSigma { get; init; } = 0.012;

    /// <inheritdoc cref="OwnAngleSigma"/>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan OwnAngleTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Prior standard deviation of the heading against the road, with a calibration, rad.</summary>
    [Range(0.001, 1.0)]
    public double HeadingPrior { get; init; } = 0.1;

    /// <summary>Prior standard deviation of the heading and of the horizon without a calibration, rad.</summary>
    [Range(0.001, 1.0)]
    public double UncalibratedHeadingPrior { get; init; } = 0.15;

    /// <inheritdoc cref="UncalibratedHeadingPrior"/>
    [Range(0.001, 1.0)]
    public double UncalibratedHorizonPrior { get; init; } = 0.1;

    /// <summary>Time constant with which an uncalibrated camera's mean horizon follows the vanishing point.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HorizonLearning { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Focal length assumed without a calibration, in image widths.</summary>
    [Range(0.3, 5.0)]
    public double NominalFocal { get; init; } = 1.0;

    /// <summary>Camera height assumed without a calibration, metres. It scales the options above and is never published.</summary>
    [Range(0.3, 5.0)]
    public double NominalCameraHeight { get; init; } = 1.4;

    /// <summary>Deviation that the drivable outline may have from the mask's edge, mask pixels, while vertices are left.</summary>
    [Range(0.1, 20.0)]
    public double OutlineTolerancePx { get; init; } = 1.0;

    /// <summary>The drivable area must reach below this share of the image's height to be the road ahead.</summary>
    [Range(0.0, 1.0)]
    public double OutlineReach { get; init; } = 0.6;

    /// <summary>Checks every option against its range, and pairs against each other.</summary>
    /// <exception cref="LaneTrackerOptionsException">An option is out of range.</exception>
    public void Validate()
    {
        if (OptionRanges.Faults(this) is [ValidationResult fault, ..])
        {
            throw new LaneTrackerOptionsException($"{nameof(LaneTrackerOptions)}: {fault.ErrorMessage}");
        }

        if (MinGate > MaxGate)
        {
            throw new LaneTrackerOptionsException($"{nameof(LaneTrackerOptions)}: expected {nameof(MinGate)} up to {nameof(MaxGate)} {MaxGate}, found {MinGate}");
        }

        if (MinLaneWidth > MaxLaneWidth)
        {
            throw new LaneTrackerOptionsException($"{nameof(LaneTrackerOptions)}: expected {nameof(MinLaneWidth)} up to {nameof(MaxLaneWidth)} {MaxLaneWidth}, found {MinLaneWidth}");
        }
    }
}
