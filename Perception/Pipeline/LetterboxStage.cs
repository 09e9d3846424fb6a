namespace Perception.Pipeline;

/// <summary>A frame's image to the input of every network that runs on it.</summary>
internal static class LetterboxStage
{
    public static void Process(FrameJob job)
    {
        for (int slot = 0; slot < job.Bindings.Length; slot++)
        {
            if (job.Runs(slot))
            {
                job.Bindings[slot].Preprocess(job.Frame!.Image);
            }
        }
    }
}
