using System.Text;
using Perception.Client;

namespace Perception.Commands;

/// <summary>Every message as one line of JSON; notices as sentences on the error stream.</summary>
internal sealed class ListenJson(TextWriter output, TextWriter error, bool withClockFields) : IListenView, IDisposable
{
    private readonly MessageJson _json = new(withClockFields);

    public void Show(PerceptionEvent received, PerceptionSubscriber subscriber)
    {
        switch (received)
        {
            case WorldReceived { World: { } world }:
                Write(_json.Line(world));
                break;
            case HealthReceived { Health: { } health }:
                Write(_json.Line(health));
                break;
            case HelloReceived { Hello: { } hello }:
                Write(_json.Line(hello));
                break;
            case PerceptionNotice notice:
                error.WriteLine(notice.Sentence);
                break;
        }
    }

    public void Dispose() => _json.Dispose();

    private void Write(ReadOnlySpan<byte> line)
    {
        output.Write(Encoding.UTF8.GetString(line));
        output.Flush();
    }
}
