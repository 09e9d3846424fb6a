using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>What a data set counts: decides for one frame which truth and results are scored.</summary>
public interface ITrackingRules
{
    /// <param name="truth">The frame's truth, all classes.</param>
    /// <param name="results">The frame's results, all classes.</param>
    /// <param name="keptTruth">Receives the truth that is scored.</param>
    /// <param name="keptResults">Receives the results that are scored.</param>
    void Apply(List<LabelledBox> truth, List<LabelledBox> results, List<LabelledBox> keptTruth, List<LabelledBox> keptResults);
}
