using System.Numerics;

namespace Sensors.OpticalFlow;

/// <summary>
/// Finds the camera's turning that most points agree on: random sample consensus (Fischler and Bolles, 1981), then weighted least squares over
/// those that agree. Travel moves each point along its ray, by a depth that nobody knows; across the ray all that stands still must agree.
/// </summary>
/// <remarks>The same points give the same motion. Allocates nothing.</remarks>
internal sealed class FlowConsensus(ImageMotionOptions options)
{
    private const int Samples = 100;
    private const int Refinements = 3;
    private const int Unknowns = 4;
    private const float LeastBasePx = 10;

    private readonly float _across = (float)options.AcrossTolerance;
    private readonly float _along = (float)options.AlongTolerance;
    private readonly float _alongWeight = (float)options.AlongWeight;

    /// <param name="matches">Of one step.</param>
    /// <param name="agreeing">How many of them agree.</param>
    public LinearFlow Find(ReadOnlySpan<PointMatch> matches, out int agreeing)
    {
        uint random = 1;
        LinearFlow best = default;
        agreeing = 0;
        for (int sample = 0; sample < Samples && matches.Length >= Unknowns; sample++)
        {
            PointMatch first = matches[Next(ref random, matches.Length)];
            PointMatch second = matches[Next(ref random, matches.Length)];
            if (Vector2.DistanceSquared(first.Before, second.Before) >= LeastBasePx * LeastBasePx)
            {
                LinearFlow flow = LinearFlow.Through(first, second);
                int count = Count(matches, flow);
                (best, agreeing) = count > agreeing ? (flow, count) : (best, agreeing);
            }
        }

        for (int i = 0; i < Refinements && agreeing >= Unknowns && TryFit(matches, best, out LinearFlow refined); i++)
        {
            best = refined;
            agreeing = Count(matches, best);
        }

        return best;
    }

    private int Count(ReadOnlySpan<PointMatch> matches, in LinearFlow flow)
    {
        int count = 0;
        foreach (ref readonly PointMatch match in matches)
        {
            count += Agrees(match, flow) ? 1 : 0;
        }

        return count;
    }

    private bool Agrees(in PointMatch match, in LinearFlow flow)
    {
        Vector2 miss = match.Flow - flow.At(match.Before);
        return MathF.Abs(Vector2.Dot(miss, match.Across)) <= _across && MathF.Abs(Vector2.Dot(miss, match.Ray)) <= _along;
    }

    /// <summary>Least squares over those that agree with a first flow: shift, turn and growth.</summary>
    private bool TryFit(ReadOnlySpan<PointMatch> matches, in LinearFlow first, out LinearFlow flow)
    {
        NormalEquations equations = default;
        foreach (ref readonly PointMatch match in matches)
        {
            if (Agrees(match, first))
            {
                equations.Add(match, match.Across, 1);
                equations.Add(match, match.Ray, _alongWeight);
            }
        }

        return equations.TrySolve(out flow);
    }

    /// <summary>Marsaglia's xorshift, from the same seed for every frame.</summary>
    private static int Next(ref uint state, int limit)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)limit);
    }

    /// <summary>For shift, turn and growth; lengths in units that keep the numbers alike.</summary>
    private struct NormalEquations
    {
        private const float UnitPx = 100;

        private Vector4 _x;
        private Vector4 _y;
        private Vector4 _turn;
        private Vector4 _growth;
        private Vector4 _right;

        /// <summary>The flow's part in a direction is the point's.</summary>
        public void Add(in PointMatch match, Vector2 direction, float weight)
        {
            Vector2 point = match.Before / UnitPx;
            Vector4 row = new(direction, Vector2.Dot(direction, new Vector2(-point.Y, point.X)), Vector2.Dot(direction, point));
            Vector4 weighted = weight * row;
            _x += weighted.X * row;
            _y += weighted.Y * row;
            _turn += weighted.Z * row;
            _growth += weighted.W * row;
            _right += Vector2.Dot(direction, match.Flow) * weighted;
        }

        public readonly bool TrySolve(out LinearFlow flow)
        {
            Matrix4x4 normal = new(
                _x.X, _x.Y, _x.Z, _x.W, _y.X, _y.Y, _y.Z, _y.W, _turn.X, _turn.Y, _turn.Z, _turn.W, _growth.X, _growth.Y, _growth.Z, _growth.W);
            bool isSolved = Matrix4x4.Invert(normal, out Matrix4x4 inverse);
            Vector4 solution = Vector4.Transform(_right, inverse);
            flow = new LinearFlow(new Vector2(solution.X, solution.Y), solution.Z / UnitPx, solution.W / UnitPx);
            return isSolved;
        }
    }
}
