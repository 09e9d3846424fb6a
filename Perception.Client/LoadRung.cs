using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>How much of its work the service leaves out to meet its deadline: a rung of the load-shedding ladder. Each one keeps what those before it leave out.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LoadRung>))]
public enum LoadRung : byte
{
    /// <summary>Everything that was configured.</summary>
    Full = 0,

    /// <summary>The lane network looks at every second frame; in between lines are aged.</summary>
    LanesEverySecondFrame = 1,

    /// <summary>Objects are looked for in a part of the image only.</summary>
    RegionOfInterest = 2,

    /// <summary>Lighter networks run in the place of the configured ones.</summary>
    LighterNetwork = 3,

    /// <summary>Every second frame is left out.</summary>
    EverySecondFrame = 4,
}
