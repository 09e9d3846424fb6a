using Training.Runs;

namespace Training.Optimisation;

/// <summary>A linear warm-up, then half a cosine (Loshchilov and Hutter, ICLR 2017).</summary>
internal static class LearningRate
{
    public static double At(long step, long steps, TrainingOptions options)
    {
        double warm = Math.Min(1, (step + 1.0) / (options.WarmUpSteps + 1));
        double cosine = (1 + Math.Cos(Math.PI * Math.Min(1, (double)step / steps))) / 2;
        return options.LearningRate * warm * (options.FinalShare + ((1 - options.FinalShare) * cosine));
    }
}
