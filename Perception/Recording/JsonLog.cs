using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Recording;

/// <summary>Writes every message as one line of JSON. Thread safe.</summary>
/// <remarks>Owns the file. Without clock fields two runs over one drive give the same bytes; health, which is all clock, is then left out.</remarks>
public sealed class JsonLog : IWorldSink
{
    private readonly FileStream _file;
    private readonly MessageJson _json;
    private readonly bool _withClockFields;
    private readonly Lock _gate = new();

    /// <exception cref="IOException">The file cannot be written.</exception>
    public JsonLog(string path, bool withClockFields)
    {
        _withClockFields = withClockFields;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _json = new MessageJson(withClockFields);
    }

    public void Write(WorldMessage message, Mat image)
    {
        lock (_gate)
        {
            _file.Write(_json.Line(message));
        }
    }

    public void Write(HealthMessage message)
    {
        if (!_withClockFields)
        {
            return;
        }

        lock (_gate)
        {
            _file.Write(_json.Line(message));
        }
    }

    public void Write(HelloMessage message)
    {
        if (!_withClockFields)
        {
            return;
        }

        lock (_gate)
        {
            _file.Write(_json.Line(message));
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _json.Dispose();
    }
}
