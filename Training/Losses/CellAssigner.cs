using Training.Onnx;
using Training.Samples;

namespace Training.Losses;

/// <summary>Gives boxes to cells by size and distance from the box's middle (FCOS with centre sampling, Tian et al., TPAMI 2020).</summary>
/// <remarks>A cell that two boxes want takes the smaller one. The cell in which a box's middle lies always finds it.</remarks>
internal sealed class CellAssigner
{
    private readonly AssignmentOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _area;
    private readonly int[] _owner;

    /// <summary>For network inputs of this many pixels.</summary>
    public CellAssigner(int width, int height, AssignmentOptions options)
    {
        _options = options;
        _width = width;
        _height = height;
        Cells = TritaskLayout.Strides.Sum(stride => width / stride * (height / stride));
        _area = new float[Cells];
        _owner = new int[Cells];
    }

    /// <summary>Cells of one image.</summary>
    public int Cells { get; }

    /// <summary>Adds one image's targets. Without boxes (null: objects are not labelled) none of its cells teaches anything.</summary>
    public void Assign(int image, IReadOnlyList<SampleBox>? boxes, CellTargets targets)
    {
        Span<float> weights = targets.Weights.AsSpan(image * Cells, Cells);
        if (boxes is null)
        {
            weights.Clear();
            return;
        }

        Array.Fill(_owner, -1);
        Array.Fill(_area, float.PositiveInfinity);
        for (int i = 0; i < boxes.Count; i++)
        {
            if (!boxes[i].Ignore)
            {
                Claim(i, boxes[i]);
            }
        }

        foreach (SampleBox box in boxes)
        {
            if (box.Ignore)
            {
                Silence(box, weights);
            }
        }

        int first = 0;
        foreach (int stride in TritaskLayout.Strides)
        {
            int columns = _width / stride;
            int count = columns * (_height / stride);
            for (int cell = 0; cell < count; cell++)
            {
                int owner = _owner[first + cell];
                if (owner < 0)
                {
                    continue;
                }

                weights[first + cell] = 1;
                SampleBox box = boxes[owner];
                targets.Positives.Add((image * Cells) + first + cell);
                targets.Classes.Add(box.Class);
                targets.Boxes.AddRange([box.XMin, box.YMin, box.XMax, box.YMax]);
                targets.Grid.AddRange([((cell % columns) + 0.5f) * stride, ((cell / columns) + 0.5f) * stride, stride]);
            }

            first += count;
        }
    }

    private void Claim(int index, in SampleBox box)
    {
        float width = box.XMax - box.XMin;
        float height = box.YMax - box.YMin;
        float side = MathF.Max(width, height);
        float middleX = (box.XMin + box.XMax) / 2;
        float middleY = (box.YMin + box.YMax) / 2;
        int first = 0;
        for (int level = 0; level < TritaskLayout.Strides.Length; level++)
        {
            int stride = TritaskLayout.Strides[level];
            int columns = _width / stride;
            int rows = _height / stride;
            if (side >= _options.Sides[level].From && side < _options.Sides[level].To)
            {
                float reachX = MathF.Max(_options.CentreStrides * stride, _options.CentreShare * width);
                float reachY = MathF.Max(_options.CentreStrides * stride, _options.CentreShare * height);
                int ownColumn = Math.Clamp((int)(middleX / stride), 0, columns - 1);
                int ownRow = Math.Clamp((int)(middleY / stride), 0, rows - 1);
                for (int row = 0; row < rows; row++)
                {
                    float y = (row + 0.5f) * stride;
                    for (int column = 0; column < columns; column++)
                    {
                        float x = (column + 0.5f) * stride;
                        bool inside = x > box.XMin && x < box.XMax && y > box.YMin && y < box.YMax;
                        bool near = MathF.Abs(x - middleX) <= reachX && MathF.Abs(y - middleY) <= reachY;
                        int cell = first + (row * columns) + column;
                        if (((inside && near) || (row == ownRow && column == ownColumn)) && width * height < _area[cell])
                        {
                            _area[cell] = width * height;
                            _owner[cell] = index;
                        }
                    }
                }
            }

            first += columns * rows;
        }
    }

    private void Silence(in SampleBox box, Span<float> weights)
    {
        int cell = 0;
        foreach (int stride in TritaskLayout.Strides)
        {
            for (float y = stride / 2f; y < _height; y += stride)
            {
                for (float x = stride / 2f; x < _width; x += stride, cell++)
                {
                    if (x > box.XMin - (stride / 2f) && x < box.XMax + (stride / 2f) && y > box.YMin - (stride / 2f) && y < box.YMax + (stride / 2f))
                    {
                        weights[cell] = 0;
                    }
                }
            }
        }
    }
}
