using Fusion.Association;

namespace Perception.Tests.Association;

public sealed class SparseAssignmentTests
{
    [Fact]
    public void Solve_RandomSmallProblems_CostsWhatTheBestOfAllAssignmentsCosts()
    {
        Random random = new(7);
        SparseAssignment assignment = new();
        for (int trial = 0; trial < 3000; trial++)
        {
            int rows = random.Next(0, 6);
            int columns = random.Next(0, 6);
            double[,] cost = new double[rows, columns];
            double[] free = new double[rows];
            assignment.Begin(columns);
            for (int row = 0; row < rows; row++)
            {
                free[row] = random.NextDouble();
                assignment.AddRow(free[row]);
                for (int column = 0; column < columns; column++)
                {
                    bool hasEdge = random.NextDouble() < 0.6;
                    cost[row, column] = hasEdge ? random.NextDouble() - 0.1 : double.PositiveInfinity;
                    if (hasEdge)
                    {
                        assignment.AddEdge(column, cost[row, column]);
                    }
                }
            }

            int[] columnOfRow = new int[rows];
            double found = assignment.Solve(columnOfRow);

            Assert.Equal(Best(cost, free, 0, new bool[columns]), found, 9);
            Assert.Equal(found, Total(cost, free, columnOfRow), 9);
            int[] taken = columnOfRow.Where(column => column >= 0).ToArray();
            Assert.Equal(taken.Length, taken.Distinct().Count());
        }
    }

    private static double Best(double[,] cost, double[] free, int row, bool[] taken)
    {
        if (row == free.Length)
        {
            return 0;
        }

        double best = free[row] + Best(cost, free, row + 1, taken);
        for (int column = 0; column < taken.Length; column++)
        {
            if (!taken[column] && double.IsFinite(cost[row, column]))
            {
                taken[column] = true;
                best = Math.Min(best, cost[row, column] + Best(cost, free, row + 1, taken));
                taken[column] = false;
            }
        }

        return best;
    }

    private static double Total(double[,] cost, double[] free, int[] columnOfRow)
    {
        double total = 0;
        for (int row = 0; row < columnOfRow.Length; row++)
        {
            total += columnOfRow[row] < 0 ? free[row] : cost[row, columnOfRow[row]];
        }

        return total;
    }
}
