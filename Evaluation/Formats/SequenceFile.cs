namespace Evaluation.Formats;

/// <summary>One sequence of a data set's truth.</summary>
/// <param name="Name">As in the data set.</param>
/// <param name="Path">The truth file.</param>
/// <param name="FirstFrame">The number of its first frame: 0 in KITTI, 1 in MOTChallenge.</param>
/// <param name="Frames">How many frames it has.</param>
public readonly record struct SequenceFile(string Name, string Path, int FirstFrame, int Frames)
{
    private const string Nested = "data";

    /// <summary>Its file in a folder of results, which lie there directly or in <c>data</c>.</summary>
    public string ResultsIn(string directory)
    {
        string nested = System.IO.Path.Combine(directory, Nested);
        return System.IO.Path.Combine(Directory.Exists(nested) ? nested : directory, Name + ".txt");
    }

    /// <summary>Boxes by frame, the first frame first.</summary>
    /// <param name="boxes">In any order.</param>
    /// <param name="path">The file that they come from, for the message.</param>
    /// <exception cref="EvaluationException">A frame lies outside the sequence.</exception>
    internal List<LabelledBox>[] ByFrame(IEnumerable<LabelledBox> boxes, string path)
    {
        List<LabelledBox>[] frames = new List<LabelledBox>[Frames];
        for (int index = 0; index < frames.Length; index++)
        {
            frames[index] = [];
        }

        foreach (LabelledBox box in boxes)
        {
            int index = box.Frame - FirstFrame;
            if (index < 0 || index >= frames.Length)
            {
                string known = Frames == 0 ? "no boxes, as the truth has no frames" : $"frames {FirstFrame} to {FirstFrame + Frames - 1}";
                throw new EvaluationException($"{path}: expected {known}, found frame {box.Frame}.");
            }

            frames[index].Add(box);
        }

        return frames;
    }

    /// <summary>The fault of an identity that a frame has twice.</summary>
    internal static EvaluationException Twice(string path, int frame, int id) =>
        new($"{path}, frame {frame}: expected each identity once, found {id} twice.");
}
