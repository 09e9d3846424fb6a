namespace Perception.Client;

/// <summary>The ZeroMQ topics, each the first frame of its messages; the second frame is the MessagePack payload.</summary>
public static class Topics
{
    /// <summary>One message a processed frame: <see cref="WorldMessage"/>.</summary>
    public const string World = "world";

    /// <summary>Once a second, also while nothing comes in: <see cref="HealthMessage"/>.</summary>
    public const string Health = "health";

    /// <summary>Once a second, so that late joiners have it: <see cref="HelloMessage"/>.</summary>
    public const string Hello = "hello";
}
