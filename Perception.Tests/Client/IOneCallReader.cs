namespace Perception.Tests.Client;

/// <summary>A client that calls for the newest event only when it is told to.</summary>
internal interface IOneCallReader : IDisposable
{
    /// <returns>"world SOURCE NUMBER", "health", "hello", or a notice's sentence.</returns>
    Task<string> CallAsync(CancellationToken cancellation);
}
