using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Recording;

/// <summary>Writes every message as one line of JSON. Thread safe.</summary>
/// <remarks>
/// Owns the file. What an existing one holds is kept until the run begins: one that cannot leaves it as it was. Without clock fields two runs over one drive give the same bytes; health, which is all clock, is then left out.
/// A disk that stands still never holds up hello and health: those lines are left out then. Whether it holds up the stage that records is the caller's choice.
/// </remarks>
public sealed class JsonLog : IWorldSink
{
    private readonly LineWriter _lines;
    private readonly MessageJson _json;
    private readonly bool _withClockFields;
    private readonly bool _isLossless;
    private readonly Lock _writing = new();
    private bool _isDisposed;

    /// <param name="path">The file; others may read it meanwhile.</param>
    /// <param name="withClockFields">Whether to write what differs between two runs.</param>
    /// <param name="isLossless">Whether a message waits for a disk that is too slow; otherwise it is left out.</param>
    /// <param name="keepsOlder">Whether what the file holds is kept under its name with <c>.1</c> behind it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public JsonLog(string path, bool withClockFields, bool isLossless, bool keepsOlder = false)
    {
        _withClockFields = withClockFields;
        _isLossless = isLossless;
        _lines = new LineWriter(RecordingFile.Open(path, FileMode.OpenOrCreate), keepsOlder);
        _json = new MessageJson(withClockFields);
    }

    /// <summary>Why the log is not whole, as one sentence; null while it is, but for what was left out. Settled by <see cref="Dispose"/>.</summary>
    public string? Fault => _lines.Fault;

    /// <exception cref="IOException">An earlier line could not be written.</exception>
    public bool Write(WorldMessage message, Mat image)
    {
        if (!_lines.TryReserve(_isLossless))
        {
            return false;
        }

        lock (_writing)
        {
            if (_isDisposed)
            {
                return false;
            }

            _lines.Add(_json.Line(message));
            return true;
        }
    }

    /// <summary>Writes both, unless the disk stands still; where clock fields are left out, two empty texts, with which what the file held goes.</summary>
    /// <exception cref="IOException">An earlier line could not be written.</exception>
    public void Write(HelloMessage hello, HealthMessage health)
    {
        for (int line = 0; line < 2 && _lines.TryReserve(waits: false); line++)
        {
            lock (_writing)
            {
                if (_isDisposed)
                {
                    return;
                }

                _lines.Add(!_withClockFields ? [] : line == 0 ? _json.Line(hello) : _json.Line(health));
            }
        }
    }

    /// <summary>Waits until everything is written, unless the disk stands still; <see cref="Fault"/> then says so.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        lock (_writing)
        {
            _isDisposed = true;
            _json.Dispose();
        }
    }
}
