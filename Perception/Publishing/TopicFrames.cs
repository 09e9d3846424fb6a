using System.Text;
using Perception.Client;

namespace Perception.Publishing;

/// <summary>The topics as bytes, made once. Never written to.</summary>
internal sealed class TopicFrames
{
    public byte[] World { get; } = Encoding.ASCII.GetBytes(Topics.World);

    public byte[] Health { get; } = Encoding.ASCII.GetBytes(Topics.Health);

    public byte[] Hello { get; } = Encoding.ASCII.GetBytes(Topics.Hello);
}
