using OpenCvSharp;
using Perception.Client;

namespace Perception.Pipeline;

/// <summary>Takes every published message with its image, in order, on one thread: a log, an annotated video.</summary>
public interface IWorldSink : IDisposable
{
    /// <param name="message">The sink's until it returns; it is refilled afterwards.</param>
    /// <param name="image">The frame, 8-bit BGR; read only, the sink's until it returns.</param>
    /// <returns>False where the message was left out, because the recording is too slow for it.</returns>
    bool Write(WorldMessage message, Mat image);
}
