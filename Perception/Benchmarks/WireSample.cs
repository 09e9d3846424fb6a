using System.Buffers;
using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Benchmarks;

/// <summary>Keeps a copy of the largest message of a drive: what crowded frames publish.</summary>
internal sealed class WireSample : IWorldSink
{
    private readonly ArrayBufferWriter<byte> _writer = new();

    /// <summary>The payload; empty before the first message.</summary>
    public byte[] Payload { get; private set; } = [];

    public bool Write(WorldMessage message, Mat image)
    {
        _writer.ResetWrittenCount();
        WireCodec.Encode(_writer, message);
        if (_writer.WrittenCount > Payload.Length)
        {
            Payload = _writer.WrittenSpan.ToArray();
        }

        return true;
    }

    public void Dispose()
    {
    }
}
