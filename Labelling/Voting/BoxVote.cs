using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;

namespace Labelling.Voting;

/// <summary>Makes labels of several networks' votes on one image: sure ones, unsure ones to ignore. Pure and thread safe.</summary>
public sealed class BoxVote
{
    private const float BottomShare = 0.97f;
    private const int Agreeing = 2;
    private readonly VoteOptions _options;
    private readonly int _counted;

    /// <param name="options">When a label is sure.</param>
    /// <param name="networks">How many vote: where it is one, its score is a label's confidence; else the mean of the two best is.</param>
    public BoxVote(VoteOptions options, int networks)
    {
        _options = options;
        _counted = Math.Min(networks, Agreeing);
    }

    /// <summary>The class that a label has, or Unknown where labels have none for it.</summary>
    public static ObjectClass LabelClass(ObjectClass kind) => kind switch
    {
        ObjectClass.Vehicle or ObjectClass.Car or ObjectClass.Van or ObjectClass.Truck or ObjectClass.Bus => ObjectClass.Vehicle,
        ObjectClass.Pedestrian => ObjectClass.Pedestrian,
        ObjectClass.Motorcycle or ObjectClass.Bicycle or ObjectClass.TwoWheeler => ObjectClass.TwoWheeler,
        _ => ObjectClass.Unknown,
    };

    /// <summary>Counts the votes of one image.</summary>
    /// <param name="votes">In any order; of one network in one view, each object once.</param>
    /// <param name="width">Of the image, pixels.</param>
    /// <param name="height">Of the image, pixels.</param>
    /// <returns>Pixels of the image, clipped to it, by descending confidence.</returns>
    public IReadOnlyList<LabelledBox> Count(IEnumerable<Vote> votes, int width, int height)
    {
        List<VoteCluster> clusters = [];
        foreach (Vote vote in votes.OrderByDescending(vote => vote.Score).ThenBy(vote => vote.Source, StringComparer.Ordinal))
        {
            ObjectClass kind = LabelClass(vote.Class);
            if (kind == ObjectClass.Unknown || !vote.Box.IsValid || (kind == ObjectClass.Vehicle && IsBonnet(vote.Box, width, height)))
            {
                continue;
            }

            VoteCluster? best = clusters
                .Where(cluster => cluster.Class == kind && cluster.Box.IntersectionOverUnion(vote.Box) >= _options.SameObjectIoU)
                .MaxBy(cluster => cluster.Box.IntersectionOverUnion(vote.Box));
            if (best is null)
            {
                clusters.Add(best = new VoteCluster(kind));
            }

            best.Add(vote);
        }

        List<LabelledBox> labels = [.. clusters
            .Where(cluster => cluster.BestScore >= (cluster.Networks.Count() >= Agreeing ? _options.LeastScore : _options.LeastSoleScore))
            .Select(cluster => ToLabel(cluster, width, height))
            .Where(label => label.XMax > label.XMin && label.YMax > label.YMin)];
        RiderMerge.Apply(labels, _options.RiderOverlap);
        RemoveParts(labels);
        return [.. labels.OrderByDescending(label => label.Confidence)];
    }

    private LabelledBox ToLabel(VoteCluster cluster, int width, int height)
    {
        Box box = cluster.Box;
        float[] scores = [.. cluster.Networks.Select(network => network.Best).OrderDescending()];
        bool agreed = scores.Length >= Agreeing && scores[1] >= _options.AgreementScore && (scores[0] + scores[1]) / 2 >= _options.AgreementMean;
        bool sole = cluster.Networks.Any(network => network.Best >= _options.SoleScore && network.Views >= _options.SoleViews);
        bool isSure = (agreed || sole) && box.Height >= _options.LeastHeight * height;
        return new LabelledBox
        {
            Class = cluster.Class,
            XMin = Math.Clamp(box.XMin, 0, width),
            YMin = Math.Clamp(box.YMin, 0, height),
            XMax = Math.Clamp(box.XMax, 0, width),
            YMax = Math.Clamp(box.YMax, 0, height),
            Confidence = scores.Take(_counted).Sum() / _counted,
            Ignore = !isSure,
            Sources = [.. cluster.Sources],
        };
    }

    private bool IsBonnet(in Box box, int width, int height)
    {
        bool reachesBottom = box.YMax >= BottomShare * height;
        return reachesBottom && ((box.Width > _options.BonnetWidth * width && box.YMin > height / 2f) || box.YMin > _options.BonnetTop * height);
    }

    // A near car's rear is often voted for as a car of its own; two sure cars, one before the other, stay both.
    private void RemoveParts(List<LabelledBox> labels)
    {
        List<LabelledBox> sure = [.. labels.Where(label => !label.Ignore)];
        labels.RemoveAll(label => label.Ignore && sure.Any(whole => whole.Class == label.Class && label.ToBox().ShareInside(whole.ToBox()) >= _options.PartShare));
    }
}
