using System.Numerics;

namespace Simulation.Meshes;

/// <summary>The car bodies that traffic is made of.</summary>
public static class CarShapes
{
    private static readonly Vector2[] CarPlan =
        [new(-1f, 0.86f), new(-0.985f, 0.9f), new(-0.94f, 0.955f), new(-0.7f, 1f), new(0.5f, 1f), new(0.8f, 0.965f), new(0.93f, 0.88f), new(0.985f, 0.76f), new(1f, 0.68f)];

    public static CarShape Sedan { get; } = new()
    {
        Name = "sedan", Length = 4.7f, Width = 1.83f, Height = 1.45f,
        Top = Line(2.35f, (-1f, .86f), (-.985f, 0.99f), (-.95f, 1.03f), (-.7f, 1.07f), (-.62f, 1.12f), (-.36f, 1.385f), (-.2f, 1.44f), (-.02f, 1.45f), (.12f, 1.41f), (.2f, 1.345f), (.47f, 1.01f), (.55f, .97f), (.8f, .87f), (.94f, .76f), (.985f, .68f), (1f, .58f)),
        Belt = Line(2.35f, (-1f, .8f), (-.95f, .97f), (-.6f, .99f), (0f, .95f), (.45f, .91f), (.8f, .82f), (.95f, .7f), (1f, .55f)),
        Bottom = Line(2.35f, (-1f, .36f), (-.95f, .27f), (-.7f, .2f), (.7f, .19f), (.94f, .22f), (1f, .3f)),
        Plan = Plan(2.35f), FrontAxle = 1.42f, RearAxle = -1.32f, WheelRadius = .33f,
        SideGlass = new(-1.42f, .98f), Pillars = [-.32f, -1.05f], Windscreen = new(.3f, 1.15f), RearGlass = new(-1.55f, -.82f),
        TailLamps = new(.78f, .96f), HeadLamps = new(.6f, .74f), RearPlate = .82f,
    };

    public static CarShape Hatchback { get; } = new()
    {
        Name = "hatchback", Length = 4.15f, Width = 1.77f, Height = 1.48f,
        Top = Line(2.075f, (-1f, .8f), (-.985f, .96f), (-.93f, 1.06f), (-.8f, 1.3f), (-.73f, 1.41f), (-.5f, 1.465f), (-.1f, 1.48f), (.1f, 1.44f), (.2f, 1.38f), (.52f, 1.04f), (.6f, .99f), (.82f, .89f), (.94f, .78f), (.985f, .69f), (1f, .58f)),
        Belt = Line(2.075f, (-1f, .78f), (-.93f, 1.0f), (-.5f, .98f), (0f, .95f), (.5f, .92f), (.82f, .84f), (.95f, .7f), (1f, .55f)),
        Bottom = Line(2.075f, (-1f, .36f), (-.94f, .27f), (-.7f, .2f), (.7f, .19f), (.94f, .22f), (1f, .3f)),
        Plan = Plan(2.075f), FrontAxle = 1.27f, RearAxle = -1.28f, WheelRadius = .31f,
        SideGlass = new(-1.55f, .98f), Pillars = [-.25f, -1.12f], Windscreen = new(.26f, 1.12f), RearGlass = new(-1.95f, -1.52f), UprightRear = true,
        TailLamps = new(.8f, 1.04f), TailLampInner = .68f, HeadLamps = new(.62f, .78f), RearPlate = .6f,
    };

    public static CarShape Suv { get; } = new()
    {
        Name = "suv", Length = 4.65f, Width = 1.88f, Height = 1.7f,
        Top = Line(2.325f, (-1f, .95f), (-.985f, 1.1f), (-.95f, 1.24f), (-.86f, 1.54f), (-.8f, 1.64f), (-.5f, 1.69f), (0f, 1.7f), (.12f, 1.67f), (.2f, 1.6f), (.46f, 1.24f), (.54f, 1.16f), (.82f, 1.07f), (.95f, .95f), (.985f, .85f), (1f, .7f)),
        Belt = Line(2.325f, (-1f, .92f), (-.95f, 1.16f), (-.5f, 1.14f), (0f, 1.12f), (.46f, 1.08f), (.82f, 1.0f), (.95f, .85f), (1f, .66f)),
        Bottom = Line(2.325f, (-1f, .46f), (-.94f, .33f), (-.7f, .25f), (.7f, .24f), (.94f, .29f), (1f, .38f)),
        Plan = Plan(2.325f), FrontAxle = 1.4f, RearAxle = -1.3f, WheelRadius = .37f, Tumblehome = .78f,
        SideGlass = new(-1.9f, 1.0f), Pillars = [-.25f, -1.2f], Windscreen = new(.3f, 1.12f), RearGlass = new(-2.18f, -1.9f), UprightRear = true,
        TailLamps = new(.92f, 1.2f), TailLampInner = .66f, HeadLamps = new(.78f, .93f), RearPlate = .88f, Cladding = .14f,
    };

    public static CarShape Estate { get; } = Sedan with
    {
        Name = "estate", Length = 4.75f, Height = 1.49f,
        Top = Line(2.375f, (-1f, .84f), (-.985f, .97f), (-.95f, 1.06f), (-.87f, 1.32f), (-.82f, 1.41f), (-.6f, 1.46f), (-.1f, 1.49f), (.12f, 1.44f), (.2f, 1.37f), (.47f, 1.02f), (.55f, .98f), (.8f, .87f), (.94f, .76f), (.985f, .68f), (1f, .58f)),
        SideGlass = new(-2.0f, .98f), Pillars = [-.3f, -1.05f], RearGlass = new(-2.24f, -1.95f), UprightRear = true,
        TailLamps = new(.78f, 1.0f), TailLampInner = .62f, RearPlate = .72f,
    };

    public static CarShape Pickup { get; } = new()
    {
        Name = "pickup", Length = 5.5f, Width = 1.95f, Height = 1.85f,
        Top = Line(2.75f, (-1f, 1.0f), (-.985f, 1.14f), (-.3f, 1.16f), (-.27f, 1.18f), (-.2f, 1.74f), (-.12f, 1.82f), (.1f, 1.85f), (.2f, 1.8f), (.24f, 1.74f), (.42f, 1.34f), (.5f, 1.24f), (.85f, 1.16f), (.96f, 1.06f), (.99f, .95f), (1f, .75f)),
        Belt = Line(2.75f, (-1f, 1.0f), (-.985f, 1.11f), (-.3f, 1.14f), (.42f, 1.18f), (.85f, 1.1f), (.96f, .98f), (1f, .7f)),
        Bottom = Line(2.75f, (-1f, .5f), (-.95f, .42f), (-.7f, .32f), (.7f, .3f), (.95f, .36f), (1f, .42f)),
        Plan = [.. CarPlan.Select(p => new Vector2(p.X * 2.75f, Math.Min(1f, p.Y + (p.X < 0 ? .1f : .06f))))],
        FrontAxle = 1.75f, RearAxle = -1.6f, WheelRadius = .39f, Tumblehome = .78f,
        SideGlass = new(-.62f, 1.0f), Pillars = [.1f], Windscreen = new(.55f, 1.2f), RearGlass = new(-.74f, -.56f), UprightRear = true,
        TailLamps = new(.82f, 1.1f), TailLampInner = .82f, HeadLamps = new(.86f, 1.03f), RearPlate = .62f, Bed = new(-2.65f, -.85f), Cladding = .08f,
    };

    public static CarShape Van { get; } = new()
    {
        Name = "van", Length = 5.6f, Width = 2.0f, Height = 2.35f,
        Top = Line(2.8f, (-1f, 1.2f), (-.995f, 2.1f), (-.97f, 2.28f), (-.9f, 2.34f), (.3f, 2.35f), (.45f, 2.28f), (.52f, 2.15f), (.72f, 1.45f), (.78f, 1.3f), (.94f, 1.1f), (.99f, .95f), (1f, .7f)),
        Belt = Line(2.8f, (-1f, 1.1f), (-.99f, 1.3f), (.4f, 1.25f), (.72f, 1.22f), (.94f, 1.0f), (1f, .66f)),
        Bottom = Line(2.8f, (-1f, .42f), (-.96f, .34f), (-.7f, .28f), (.7f, .24f), (.95f, .26f), (1f, .35f)),
        Plan = [new(-2.8f, .95f), new(-2.75f, .98f), new(-2.4f, 1f), new(1.7f, 1f), new(2.4f, .94f), new(2.72f, .8f), new(2.8f, .7f)],
        FrontAxle = 1.85f, RearAxle = -1.55f, WheelRadius = .35f, Tumblehome = .88f,
        SideGlass = new(.55f, 1.6f), Pillars = [], Windscreen = new(1.3f, 2.05f), RearGlass = new(-2.8f, -2.7f), UprightRear = true,
        TailLamps = new(.85f, 1.35f), TailLampInner = .87f, HeadLamps = new(.78f, 1.02f), RearPlate = .95f, PanelSides = true, Cladding = .14f,
    };

    public static CarShape Minivan { get; } = Van.Scaled("minivan", 0.88f, 0.95f, 0.8f) with
    {
        PanelSides = false, SideGlass = new(-2.25f, 1.45f), Pillars = [.2f, -1.15f], Tumblehome = .82f,
    };

    public static CarShape Coupe { get; } = Sedan.Scaled("coupe", 0.95f, 1.0f, 0.93f) with { Pillars = [-.85f] };

    public static CarShape CityCar { get; } = Hatchback.Scaled("city-car", 0.86f, 0.93f, 1.02f);

    public static CarShape LargeSuv { get; } = Suv.Scaled("large-suv", 1.08f, 1.05f, 1.07f);

    private static Vector2[] Line(float half, params (float X, float Z)[] points) => [.. points.Select(p => new Vector2(p.X * half, p.Z))];

    private static Vector2[] Plan(float half) => [.. CarPlan.Select(p => new Vector2(p.X * half, p.Y))];
}
