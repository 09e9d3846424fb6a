using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Paints the four faces of a car's skin: windows, lamps, plates, bumpers, panel gaps.</summary>
internal sealed class CarSkinPainter
{
    private const float PlateHalfWidth = 0.26f;
    private const float PlateHalfHeight = 0.057f;
    private readonly CarShape _shape;
    private readonly SkinTexel _plate;
    private readonly SkinTexel _lowerTrim;
    private readonly float _plateSeed;
    private readonly bool _bodyBumper;
    private readonly bool _lightBar;

    public CarSkinPainter(CarShape shape, SeededRandom random)
    {
        _shape = shape;
        _plate = random.Chance(0.25f) ? SkinTexel.Of(0.65f, 0.5f, 0.08f) : SkinTexel.Of(0.68f, 0.68f, 0.66f);
        _lowerTrim = SkinTexel.Trim;
        _plateSeed = random.Range(0f, 100f);
        _bodyBumper = random.Chance(0.6f);
        _lightBar = random.Chance(0.15f);
    }

    public SkinTexture Side() => SkinTexture.Paint(384, 128, (u, v) => SideAt((u - 0.5f) * _shape.Length, v * _shape.Height));

    public SkinTexture Rear() => SkinTexture.Paint(192, 160, (u, v) => RearAt((u - 0.5f) * _shape.Width, v * _shape.Height));

    public SkinTexture Front() => SkinTexture.Paint(192, 160, (u, v) => FrontAt((u - 0.5f) * _shape.Width, v * _shape.Height));

    public SkinTexture Top() => SkinTexture.Paint(256, 96, (u, v) => TopAt((u - 0.5f) * _shape.Length, (v - 0.5f) * _shape.Width));

    private static bool Within(float value, float low, float high) => value >= low && value <= high;

    private SkinTexel SideAt(float x, float z)
    {
        CarShape s = _shape;
        float half = s.Length / 2;
        float bottom = CarShape.At(s.Bottom, x);
        float belt = CarShape.At(s.Belt, x);
        float top = CarShape.At(s.Top, x);
        foreach (float axle in (float[])[s.FrontAxle, s.RearAxle])
        {
            float r = Vector2.Distance(new Vector2(x, z), new Vector2(axle, s.WheelRadius));
            if (r < s.WheelRadius * 1.14f)
            {
                return SkinTexel.Void;
            }

            if (s.Cladding > 0.1f && r < s.WheelRadius * 1.27f && z < belt - 0.1f)
            {
                return SkinTexel.Trim;
            }
        }

        if (z < bottom + s.Cladding)
        {
            return _lowerTrim;
        }

        if (x < -half + 0.28f && Within(z, s.TailLamps.X, s.TailLamps.Y))
        {
            return SkinTexel.TailLamp;
        }

        if (x > half - 0.42f && Within(z, s.HeadLamps.X, s.HeadLamps.Y))
        {
            return SkinTexel.HeadLamp;
        }

        if (Within(x, s.SideGlass.X, s.SideGlass.Y) && z > belt + 0.025f && z < top - (0.11f * (top - belt)) - 0.045f)
        {
            foreach (float pillar in s.Pillars)
            {
                if (Math.Abs(x - pillar) < 0.045f)
                {
                    return SkinTexel.Void;
                }
            }

            return SkinTexel.Window;
        }

        float frontDoor = s.SideGlass.Y - 0.1f;
        float rearDoor = s.PanelSides ? s.SideGlass.X - 0.1f : s.Pillars.Length > 0 ? s.Pillars[0] : -0.3f;
        float lastGap = s.Pillars.Length > 1 ? s.Pillars[1] - 0.1f : rearDoor - 1.2f;
        if (z > bottom + 0.12f && (Math.Abs(x - frontDoor) < 0.011f || Math.Abs(x - rearDoor) < 0.011f || (Math.Abs(x - lastGap) < 0.011f && z > s.WheelRadius * 2.1f)))
        {
            return SkinTexel.Gap;
        }

        float handle = belt - 0.12f;
        if (Math.Abs(z - handle) < 0.018f && (Within(x, rearDoor + 0.06f, rearDoor + 0.22f) || Within(x, lastGap + 0.06f, lastGap + 0.22f)))
        {
            return SkinTexel.Trim;
        }

        return SkinTexel.Body;
    }

    private SkinTexel RearAt(float y, float z)
    {
        CarShape s = _shape;
        float half = s.Width / 2 * 0.93f;
        float side = Math.Abs(y) / half;
        float bottom = CarShape.At(s.Bottom, -s.Length / 2);
        if (TryPlate(y, z, s.RearPlate, out SkinTexel plate))
        {
            return plate;
        }

        if (Math.Abs(y) < PlateHalfWidth + 0.07f && Math.Abs(z - s.RearPlate) < PlateHalfHeight + 0.05f)
        {
            return new SkinTexel(new Vector3(0.01f), 0.45f, 0, 0, 0);
        }

        if (Within(z, s.TailLamps.X, s.TailLamps.Y) && side > s.TailLampInner)
        {
            float inLamp = (z - s.TailLamps.X) / (s.TailLamps.Y - s.TailLamps.X);
            if (inLamp < 0.24f)
            {
                return side > (s.TailLampInner + 1) / 2 ? SkinTexel.Indicator : SkinTexel.Reverse;
            }

            return SkinTexel.TailLamp;
        }

        float lampMiddle = (s.TailLamps.X + s.TailLamps.Y) / 2;
        if (_lightBar && Math.Abs(z - lampMiddle) < 0.025f)
        {
            return SkinTexel.TailLamp;
        }

        if (s.UprightRear)
        {
            float from = CarShape.At(s.Belt, s.RearGlass.X) + 0.07f;
            float to = s.Height - 0.13f;
            float slant = (z - from) / (to - from);
            if (s.PanelSides ? Within(z, from + 0.15f, to - 0.25f) && Within(side, 0.1f, 0.72f) : Within(z, from, to) && side < 0.84f - (0.14f * slant))
            {
                return SkinTexel.Window;
            }

            if (Math.Abs(z - (to + 0.035f)) < 0.014f && Math.Abs(y) < 0.2f)
            {
                return SkinTexel.TailLamp;
            }
        }

        if (s.PanelSides && Math.Abs(y) < 0.012f && z > bottom + 0.2f)
        {
            return SkinTexel.Gap;
        }

        float bumper = bottom + 0.3f;
        if (Math.Abs(z - bumper) < 0.01f)
        {
            return SkinTexel.Gap;
        }

        if (z < bottom + (_bodyBumper ? 0.06f : 0.17f))
        {
            return Within(side, 0.62f, 0.84f) && Math.Abs(z - (bottom + 0.03f)) < 0.03f && _bodyBumper ? SkinTexel.Chrome : _lowerTrim;
        }

        if (Math.Abs(z - (bumper - 0.08f)) < 0.022f && side > 0.72f)
        {
            return SkinTexel.Of(0.25f, 0.01f, 0.01f);
        }

        if (Math.Abs(y) < 0.07f && Math.Abs(z - (s.TailLamps.Y - 0.03f)) < 0.04f)
        {
            return SkinTexel.Chrome;
        }

        return SkinTexel.Body;
    }

    private SkinTexel FrontAt(float y, float z)
    {
        CarShape s = _shape;
        float half = s.Width / 2 * 0.9f;
        float side = Math.Abs(y) / half;
        float bottom = CarShape.At(s.Bottom, s.Length / 2);
        if (TryPlate(y, z, bottom + 0.2f, out SkinTexel plate))
        {
            return plate;
        }

        if (Within(z, s.HeadLamps.X, s.HeadLamps.Y) && side > 0.56f)
        {
            return SkinTexel.HeadLamp;
        }

        if (Within(z, s.HeadLamps.X - 0.06f, s.HeadLamps.Y - 0.015f) && side < 0.5f)
        {
            float bars = (z - s.HeadLamps.X) * 22f;
            return bars - MathF.Floor(bars) < 0.25f ? SkinTexel.Chrome : SkinTexel.Void;
        }

        if (z < bottom + 0.16f)
        {
            return side < 0.7f ? SkinTexel.Void : _lowerTrim;
        }

        if (z > CarShape.At(s.Belt, s.Windscreen.Y) + 0.08f && z < s.Height - 0.12f && side < 0.9f)
        {
            return SkinTexel.Window;
        }

        return SkinTexel.Body;
    }

    private SkinTexel TopAt(float x, float y)
    {
        CarShape s = _shape;
        float half = s.Width / 2;
        float side = Math.Abs(y) / half;
        if (Within(x, s.Windscreen.X, s.Windscreen.Y))
        {
            float along = (x - s.Windscreen.X) / (s.Windscreen.Y - s.Windscreen.X);
            float limit = (s.Tumblehome - 0.06f) + (along * (0.9f - s.Tumblehome));
            return side < limit ? (along > 0.95f ? SkinTexel.Void : SkinTexel.Window) : SkinTexel.Body;
        }

        if (Within(x, s.RearGlass.X, s.RearGlass.Y))
        {
            float along = (x - s.RearGlass.X) / (s.RearGlass.Y - s.RearGlass.X);
            float limit = 0.86f + (along * (s.Tumblehome - 0.1f - 0.86f));
            return side < limit ? SkinTexel.Window : SkinTexel.Body;
        }

        if (x > s.Windscreen.Y + 0.06f && Math.Abs(side - 0.82f) < 0.012f)
        {
            return SkinTexel.Gap;
        }

        return SkinTexel.Body;
    }

    private bool TryPlate(float y, float z, float middle, out SkinTexel texel)
    {
        texel = default;
        if (Math.Abs(y) > PlateHalfWidth || Math.Abs(z - middle) > PlateHalfHeight)
        {
            return false;
        }

        float cell = ((y + PlateHalfWidth) / 0.074f) + 0.01f;
        float inCell = cell - MathF.Floor(cell);
        bool text = Math.Abs(z - middle) < 0.036f && Within(inCell, 0.2f, 0.8f)
            && MathF.Sin((MathF.Floor(cell) * 7.3f) + _plateSeed + (MathF.Floor(inCell * 4) * 2.1f) + (MathF.Floor((z - middle) * 50) * 1.7f)) > -0.1f;
        texel = text ? SkinTexel.Of(0.02f, 0.02f, 0.05f) : _plate;
        return true;
    }
}
