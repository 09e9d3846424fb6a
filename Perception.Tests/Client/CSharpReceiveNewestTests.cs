using Perception.Client;

namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class CSharpReceiveNewestTests : ReceiveNewestTests
{
    private protected override IOneCallReader Start(string endpoint) => new Reader(endpoint);

    private sealed class Reader(string endpoint) : IOneCallReader
    {
        private readonly PerceptionSubscriber _subscriber = new(new SubscriberOptions { Endpoint = endpoint, StaleAfter = TimeSpan.FromSeconds(100) }, TimeProvider.System);

        public void Dispose() => _subscriber.Dispose();

        public Task<string> CallAsync(CancellationToken cancellation)
        {
            Assert.True(_subscriber.TryReceiveNewest(Timeout.InfiniteTimeSpan, out PerceptionEvent? received, cancellation));
            return Task.FromResult(received switch
            {
                WorldReceived { World: var world } => $"world {world.SourceId} {world.SequenceNumber}",
                PerceptionNotice notice => notice.Sentence,
                HealthReceived => Topics.Health,
                _ => Topics.Hello,
            });
        }
    }
}
