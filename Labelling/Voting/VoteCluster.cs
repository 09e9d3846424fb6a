using Fusion.Geometry;
using Fusion.Tracking;

namespace Labelling.Voting;

/// <summary>Votes for one object. Not thread safe.</summary>
internal sealed class VoteCluster
{
    private readonly List<Vote> _votes = [];

    public VoteCluster(ObjectClass kind)
    {
        Class = kind;
    }

    public ObjectClass Class { get; }

    /// <summary>The votes' mean, weighted by their scores.</summary>
    public Box Box { get; private set; }

    public float BestScore => _votes[0].Score;

    /// <summary>Each network's best score and how many views it saw the object in.</summary>
    public IEnumerable<(float Best, int Views)> Networks =>
        _votes.GroupBy(vote => vote.Network).Select(group => (group.Max(vote => vote.Score), group.Select(vote => vote.View).Distinct().Count()));

    public IEnumerable<string> Sources => _votes.Select(vote => vote.Source).Distinct().Order(StringComparer.Ordinal);

    public void Add(in Vote vote)
    {
        _votes.Add(vote);
        float sum = 0, xMin = 0, yMin = 0, xMax = 0, yMax = 0;
        foreach (Vote each in _votes)
        {
            sum += each.Score;
            xMin += each.Score * each.Box.XMin;
            yMin += each.Score * each.Box.YMin;
            xMax += each.Score * each.Box.XMax;
            yMax += each.Score * each.Box.YMax;
        }

        Box = new Box(xMin / sum, yMin / sum, xMax / sum, yMax / sum);
    }
}
