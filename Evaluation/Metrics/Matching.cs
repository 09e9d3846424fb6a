using Fusion.Association;

namespace Evaluation.Metrics;

/// <summary>Best one-to-one matching of truth and results by score.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class Matching
{
    private readonly SparseAssignment _assignment = new();

    /// <summary>Maximises the sum of positive scores.</summary>
    /// <param name="score">[rows, columns]; a score of 0 is no match.</param>
    /// <returns>For each row its column, or -1.</returns>
    public int[] Solve(double[,] score)
    {
        int rows = score.GetLength(0);
        int columns = score.GetLength(1);
        int[] columnOfRow = new int[rows];
        _assignment.Begin(columns);
        for (int row = 0; row < rows; row++)
        {
            _assignment.AddRow(0);
            for (int column = 0; column < columns; column++)
            {
                if (score[row, column] > 0)
                {
                    _assignment.AddEdge(column, -score[row, column]);
                }
            }
        }

        _assignment.Solve(columnOfRow);
        return columnOfRow;
    }
}
