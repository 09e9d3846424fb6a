using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>Brings a sequence's truth and results together under a data set's rules.</summary>
public static class SequenceMatcher
{
    /// <param name="sequence">Its truth file and length.</param>
    /// <param name="truth">Boxes of the truth file.</param>
    /// <param name="results">Boxes to score.</param>
    /// <param name="resultsPath">The file that they come from, for the message.</param>
    /// <param name="rules">The data set's.</param>
    /// <exception cref="EvaluationException">A frame lies outside the sequence, or an identity appears twice in a frame.</exception>
    public static SequenceMatch Match(SequenceFile sequence, List<LabelledBox> truth, List<LabelledBox> results, string resultsPath, ITrackingRules rules)
    {
        List<LabelledBox>[] truthOfFrame = sequence.ByFrame(truth, sequence.Path);
        List<LabelledBox>[] resultsOfFrame = sequence.ByFrame(results, resultsPath);
        Dictionary<int, int> truthNumbers = [];
        Dictionary<int, int> resultNumbers = [];
        FrameMatch[] frames = new FrameMatch[sequence.Frames];
        for (int index = 0; index < frames.Length; index++)
        {
            List<LabelledBox> keptTruth = [];
            List<LabelledBox> keptResults = [];
            rules.Apply(truthOfFrame[index], resultsOfFrame[index], keptTruth, keptResults);
            int frame = sequence.FirstFrame + index;
            frames[index] = new FrameMatch(
                frame,
                Renumber(sequence.Path, frame, keptTruth, truthNumbers),
                Renumber(resultsPath, frame, keptResults, resultNumbers),
                BoxOverlap.Matrix(keptTruth, keptResults));
        }

        return new SequenceMatch(sequence.Name, frames, [.. truthNumbers.Keys], [.. resultNumbers.Keys]);
    }

    private static int[] Renumber(string path, int frame, List<LabelledBox> boxes, Dictionary<int, int> numbers)
    {
        int[] ids = new int[boxes.Count];
        for (int index = 0; index < ids.Length; index++)
        {
            if (!numbers.TryGetValue(boxes[index].Id, out int number))
            {
                number = numbers.Count;
                numbers.Add(boxes[index].Id, number);
            }

            ids[index] = number;
            if (Array.IndexOf(ids, number, 0, index) >= 0)
            {
                throw SequenceFile.Twice(path, frame, boxes[index].Id);
            }
        }

        return ids;
    }
}
