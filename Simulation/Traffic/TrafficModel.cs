using Simulation.Roads;

namespace Simulation.Traffic;

/// <summary>Moves the ego car and all other road users: car following, lane changes, cut-ins, hard braking.</summary>
/// <remarks>Not thread safe. Steps of a fixed length, so the same seed gives the same drive.</remarks>
public sealed class TrafficModel
{
    private const float LaneChangeRate = 1.5f;
    private const float SameLane = 1.7f;
    private const float CutInGap = 11f;
    private readonly RoadLayout _layout;
    private readonly IntelligentDriver _driver = new();
    private readonly SeededRandom _random;
    private readonly List<(float Time, TrafficEvent Event)> _events;
    private readonly float _stepTime;
    private float _nextLaneChange;

    /// <param name="layout">The road.</param>
    /// <param name="ego">The ego car, which it moves as well.</param>
    /// <param name="actors">All other road users.</param>
    /// <param name="events">What happens when, seconds since the drive began.</param>
    /// <param name="random">Decides who changes lanes, and when.</param>
    /// <param name="stepTime">Length of a step, seconds.</param>
    public TrafficModel(
        RoadLayout layout, EgoCar ego, IReadOnlyList<Actor> actors, IEnumerable<(float Time, TrafficEvent Event)> events, SeededRandom random, float stepTime)
    {
        _stepTime = stepTime;
        _layout = layout;
        _random = random;
        _events = [.. events.OrderBy(item => item.Time)];
        Ego = ego;
        Actors = actors;
        _nextLaneChange = random.Range(1f, 4f);
        PlaceAll();
    }

    public EgoCar Ego { get; }

    public IReadOnlyList<Actor> Actors { get; }

    /// <summary>Seconds since the drive began.</summary>
    public float Time { get; private set; }

    public void Step()
    {
        Time += _stepTime;
        RunEvents();
        if (Time > _nextLaneChange)
        {
            _nextLaneChange = Time + _random.Range(2f, 6f);
            TryLaneChange();
        }

        foreach (Actor actor in Actors)
        {
            if (actor.IsWalker)
            {
                actor.S += actor.Speed * MathF.Cos(actor.WalkHeading) * _stepTime;
                actor.D += actor.Speed * MathF.Sin(actor.WalkHeading) * _stepTime;
                continue;
            }

            if (actor.Parked)
            {
                continue;
            }

            (float gap, float closing) = Ahead(actor.S, actor.D, actor.TargetD, actor.Direction, actor.Length / 2, actor.Speed, actor);
            float wanted = _driver.Accelerate(actor.Speed, actor.DesiredSpeed, gap, closing);
            actor.Acceleration = Time < actor.BrakeUntil ? -6.5f : wanted;
            actor.Speed = Math.Max(0f, actor.Speed + (actor.Acceleration * _stepTime));
            actor.S += actor.Direction * actor.Speed * _stepTime;
            float error = actor.TargetD - actor.D;
            float limit = LaneChangeRate * Math.Clamp(actor.Speed / 8f, 0f, 1f);
            float rate = Math.Clamp(error * 1.6f, -limit, limit);
            actor.LateralSpeed += Math.Clamp(rate - actor.LateralSpeed, -2f * _stepTime, 2f * _stepTime);
            actor.D += actor.LateralSpeed * _stepTime;
        }

        (float egoGap, float egoClosing) = Ahead(Ego.S + EgoCar.CentreAhead, Ego.D, Ego.D, 1, EgoCar.Length / 2, Ego.Speed, null);
        Ego.Step(_driver.Accelerate(Ego.Speed, Ego.DesiredSpeed, egoGap, egoClosing), _stepTime);
    }

    /// <summary>Writes every actor's placement from its road coordinates.</summary>
    public void PlaceAll()
    {
        foreach (Actor actor in Actors)
        {
            actor.Place(_layout.Path, _layout.HeightAt);
        }
    }

    private (float Gap, float Closing) Ahead(float s, float d, float targetD, int direction, float half, float speed, Actor? self)
    {
        float gap = float.PositiveInfinity;
        float closing = 0f;
        foreach (Actor other in Actors)
        {
            if (ReferenceEquals(other, self) || other.Parked || (other.IsWalker && Math.Abs(other.D - d) > 2.4f))
            {
                continue;
            }

            float ahead = (other.S - s) * direction;
            if (ahead <= 0 || !(InLane(other.D, d) || InLane(other.D, targetD) || (!other.IsWalker && InLane(other.TargetD, d))))
            {
                continue;
            }

            float space = ahead - half - (other.Length / 2);
            if (space < gap)
            {
                gap = space;
                closing = speed - (other.IsWalker ? 0 : other.Speed * other.Direction * direction);
            }
        }

        if (self is not null && direction > 0 && (InLane(Ego.D, d) || InLane(Ego.D, targetD)))
        {
            float space = Ego.S + EgoCar.CentreAhead - s - half - (EgoCar.Length / 2);
            if (Ego.S + EgoCar.CentreAhead > s && space < gap)
            {
                gap = space;
                closing = speed - Ego.Speed;
            }
        }

        return (gap, closing);
    }

    private static bool InLane(float a, float b) => Math.Abs(a - b) < SameLane;

    private void RunEvents()
    {
        while (_events.Count > 0 && _events[0].Time <= Time)
        {
            TrafficEvent next = _events[0].Event;
            if (!(next == TrafficEvent.CutIn ? TryCutIn() : TryHardBrake()))
            {
                // Nobody is in place yet: try again shortly.
                _events[0] = (_events[0].Time + 0.2f, next);
                break;
            }

            _events.RemoveAt(0);
        }
    }

    private bool TryCutIn()
    {
        foreach (Actor actor in Actors.Where(actor => Moves(actor)).OrderBy(actor => actor.S))
        {
            float ahead = actor.S - (Ego.S + EgoCar.CentreAhead);
            float beside = Math.Abs(actor.D - Ego.D);
            float space = ahead - ((actor.Length + EgoCar.Length) / 2);
            if (beside is > 2f and < 5f && space is > 4f and < CutInGap + 6f)
            {
                actor.TargetD = Ego.D;
                actor.DesiredSpeed = Math.Max(actor.DesiredSpeed, Ego.Speed + 0.5f);
                return true;
            }
        }

        // Bring somebody of a neighbouring lane into place.
        Actor? candidate = Actors.Where(actor => Moves(actor) && Math.Abs(actor.D - Ego.D) is > 2f and < 5f).MinBy(actor => Math.Abs(actor.S - Ego.S - 14f));
        if (candidate is not null)
        {
            float lag = Ego.S + 15f - candidate.S;
            candidate.DesiredSpeed = Math.Clamp(Ego.Speed + (lag * 0.25f), Ego.Speed * 0.75f, Ego.Speed * 1.3f);
        }

        return false;
    }

    private bool TryHardBrake()
    {
        Actor? lead = Actors.Where(actor => Moves(actor) && Math.Abs(actor.D - Ego.D) < SameLane && actor.S > Ego.S + 3f).MinBy(actor => actor.S);
        if (lead is null || lead.S - Ego.S > 60f)
        {
            return false;
        }

        lead.BrakeUntil = Time + Math.Min(2.6f, lead.Speed * 0.7f / 6.5f);
        return true;
    }

    private static bool Moves(Actor actor) => !actor.Parked && !actor.IsWalker && actor.Direction > 0 && actor.Kind != ActorKind.Cyclist;

    private void TryLaneChange()
    {
        List<Lane> lanes = [.. _layout.Lanes.Where(lane => lane.Direction > 0)];
        if (lanes.Count < 2)
        {
            return;
        }

        List<Actor> candidates = [.. Actors.Where(actor => Moves(actor) && Math.Abs(actor.D - actor.TargetD) < 0.2f && Math.Abs(actor.S - Ego.S) < 120f)];
        if (candidates.Count == 0)
        {
            return;
        }

        Actor chosen = _random.Pick(candidates);
        Lane lane = _random.Pick(lanes);
        if (Math.Abs(lane.Centre - chosen.D) is < 1f or > 5f)
        {
            return;
        }

        bool free = Actors.All(other => ReferenceEquals(other, chosen) || !InLane(other.TargetD, lane.Centre) || Math.Abs(other.S - chosen.S) > 16f)
            && (!InLane(Ego.D, lane.Centre) || Math.Abs(Ego.S - chosen.S) > 20f);
        if (free)
        {
            chosen.TargetD = lane.Centre;
        }
    }
}
