
namespace Perception.Rigs;

/// <summary>Captured frames of several cameras to instants that are closed: the first part of a rig's way.</summary>
internal interface IInstantGatherer : IDisposable
{
    /// <summary>How many instants there are.</summary>
    int Instants { get; }

    /// <summary>Takes the cameras' captured frames in, until they end.</summary>
    /// <param name="seats">The cameras', in the rig's order.</param>
    Task GatherAsync(IReadOnlyList<RigSeat> seats);

    /// <summary>The next closed instant; where frames may be dropped, the newest. Given back by <see cref="Return"/>.</summary>
    /// <returns>Null once every camera has ended.</returns>
    ValueTask<Instant?> NextAsync();

    /// <summary>Gives an instant back, without frames or jobs.</summary>
    void Return(Instant instant);

    /// <summary>A camera that is missing in an instant whose frame has come since was late.</summary>
    void MarkLate(Instant instant);
}
