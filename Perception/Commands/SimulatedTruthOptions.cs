using System.ComponentModel.DataAnnotations;
using Evaluation;
using Sensors;

namespace Perception.Commands;

/// <summary>Which objects of a simulated drive a network must find; others are neither right nor wrong. The measure of realism counts by the same.</summary>
public sealed record SimulatedTruthOptions
{
    /// <summary>Columns of the frame that <see cref="LeastHeight"/> is stated for.</summary>
    public const int ReferenceWidth = 1280;

    private static readonly RealismOptions Realism = new();

    /// <summary>Least height of the visible box, pixels of a frame <see cref="ReferenceWidth"/> wide.</summary>
    [Range(0, 10000)]
    [Display(Name = "--least-height")]
    public double LeastHeight { get; init; } = Realism.LeastHeight;

    /// <summary>An object counts while less of it is hidden, share.</summary>
    [Range(0, 1)]
    [Display(Name = "--most-hidden")]
    public double MostHidden { get; init; } = Realism.MostHidden;

    /// <exception cref="EvaluationException">A value is out of range.</exception>
    public void Validate()
    {
        if (OptionRanges.Fault(this) is { } fault)
        {
            throw new EvaluationException(fault);
        }
    }
}
