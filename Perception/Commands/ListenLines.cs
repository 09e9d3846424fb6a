using Perception.Client;

namespace Perception.Commands;

/// <summary>Plain lines where there is no terminal: one for each world message, and one for each change of health.</summary>
internal sealed class ListenLines(TextWriter output, TextWriter error) : IListenView
{
    private HealthState? _state;
    private string? _schemaHash;

    public void Show(PerceptionEvent received, PerceptionSubscriber subscriber)
    {
        switch (received)
        {
            case WorldReceived { World: { } world }:
                output.WriteLine(ListenText.World(world));
                break;
            case HealthReceived { Health: { } health } when health.State != _state:
                _state = health.State;
                output.WriteLine(ListenText.Health(health));
                break;
            case HelloReceived { Hello: { } hello } when hello.SchemaHash != _schemaHash:
                _schemaHash = hello.SchemaHash;
                output.WriteLine(ListenText.Hello(hello));
                break;
            case PerceptionNotice notice:
                error.WriteLine(notice.Sentence);
                break;
        }
    }
}
