using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>The sky of one band of rows: worked out at every eighth column of every fourth row where it is seen, interpolated between. One thread at a time.</summary>
internal sealed class SkyGrid
{
    private const int Step = EightWide.Width;
    private const int RowStep = 4;
    private const int Rows = (FrameGeometry.BandRows / RowStep) + 1;
    private static readonly Vector256<float> Shares = (EightWide.Iota + EightWide.Of(0.5f)) * (1f / Step);
    private readonly RenderCamera _camera;
    private readonly int _columns;
    private readonly bool[] _known;
    private readonly Vector3[] _colours;
    private readonly float[] _elevations;
    private readonly float[] _azimuths;
    private CameraPose _pose;
    private Sky? _sky;
    private float _heading;
    private int _top;

    public SkyGrid(RenderCamera camera)
    {
        _camera = camera;
        _columns = (camera.Width / Step) + 2;
        _known = new bool[_columns * Rows];
        _colours = new Vector3[_known.Length];
        _elevations = new float[_known.Length];
        _azimuths = new float[_known.Length];
    }

    public void Begin(Sky sky, in CameraPose pose, int top)
    {
        _sky = sky;
        _pose = pose;
        _top = top;
        _heading = MathF.Atan2(pose.Forward.Y, pose.Forward.X);
        Array.Clear(_known);
    }

    /// <summary>Eight neighbouring pixels.</summary>
    /// <param name="x">The first; a multiple of eight.</param>
    /// <param name="y">Their row.</param>
    public Vectors8 At(int x, int y)
    {
        int row = (y - _top) / RowStep;
        int a = (row * _columns) + (x / Step);
        int c = a + _columns;
        float down = (((y - _top) % RowStep) + 0.5f) / RowStep;
        Know(a);
        Know(a + 1);
        Know(c);
        Know(c + 1);
        Vector3 left = Vector3.Lerp(_colours[a], _colours[c], down);
        Vector3 right = Vector3.Lerp(_colours[a + 1], _colours[c + 1], down);
        Vectors8 colour = Vectors8.Lerp(Vectors8.Of(left), Vectors8.Of(right), Shares);
        return _sky!.WithLand(colour, Between(_elevations, a, c, down), Between(_azimuths, a, c, down) + EightWide.Of(_heading));
    }

    private static Vector256<float> Between(float[] values, int a, int c, float down)
    {
        float left = values[a] + (down * (values[c] - values[a]));
        float right = values[a + 1] + (down * (values[c + 1] - values[a + 1]));
        return EightWide.Of(left) + (Shares * (right - left));
    }

    private void Know(int node)
    {
        if (_known[node])
        {
            return;
        }

        float px = node % _columns * Step;
        float py = _top + (node / _columns * RowStep);
        Vector3 direction = Vector3.Normalize(
            _pose.Forward + (_pose.Down * ((py - _camera.Cy) / _camera.Fy)) + (_pose.Right * ((px - _camera.Cx) / _camera.Fx)));
        float along = (direction.X * _pose.Forward.X) + (direction.Y * _pose.Forward.Y);
        float across = (_pose.Forward.X * direction.Y) - (_pose.Forward.Y * direction.X);
        float level = MathF.Sqrt((direction.X * direction.X) + (direction.Y * direction.Y));
        _colours[node] = _sky!.Open(direction);
        _elevations[node] = direction.Z / Math.Max(1e-4f, level);
        _azimuths[node] = MathF.Atan2(across, along);
        _known[node] = true;
    }
}
