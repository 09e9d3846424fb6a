using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Recording;

/// <summary>Writes every message as one line of JSON. Thread safe.</summary>
/// <remarks>
/// Owns the file. What an existing one holds is kept until the run begins: one that cannot leaves it as it was. Without clock fields two runs over one drive give the same bytes; health, which is all clock, is then left out.
/// A disk that stands still holds up the stage that records, but never hello and health: those lines are left out then.
/// </remarks>
public sealed class JsonLog : IWorldSink
{
    private static readonly TimeSpan ReportPatience = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;
    private readonly MessageJson _json;
    private readonly bool _withClockFields;
    private readonly Lock _writing = new();
    private readonly UseGate _gate = new();
    private bool _hasBegun;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public JsonLog(string path, bool withClockFields)
    {
        _withClockFields = withClockFields;
        _file = RecordingFile.Open(path, FileMode.OpenOrCreate);
        _json = new MessageJson(withClockFields);
    }

    /// <exception cref="IOException">The line cannot be written.</exception>
    public void Write(WorldMessage message, Mat image)
    {
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            lock (_writing)
            {
                Begin();
                _file.Write(_json.Line(message));
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes both, unless the disk stands still or clock fields are left out.</summary>
    /// <exception cref="IOException">A line cannot be written.</exception>
    public void Write(HelloMessage hello, HealthMessage health)
    {
        if (!_gate.TryEnter())
        {
            return;
        }

        bool isEntered = false;
        try
        {
            isEntered = _writing.TryEnter(ReportPatience);
            if (isEntered)
            {
                Begin();
            }

            if (isEntered && _withClockFields)
            {
                _file.Write(_json.Line(hello));
                _file.Write(_json.Line(health));
            }
        }
        finally
        {
            if (isEntered)
            {
                _writing.Exit();
            }

            Leave();
        }
    }

    /// <exception cref="IOException">What was still to be written cannot be.</exception>
    public void Dispose()
    {
        if (_gate.Close())
        {
            Close();
        }
    }

    /// <summary>Empties the file before the first line; called under the lock.</summary>
    private void Begin()
    {
        if (!_hasBegun && _file.CanSeek && _file.Length > 0)
        {
            _file.SetLength(0);
        }

        _hasBegun = true;
    }

    private void Leave()
    {
        if (_gate.Leave())
        {
            Close();
        }
    }

    private void Close()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
