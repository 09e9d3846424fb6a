using OpenCvSharp;
using Perception.Client;

namespace Perception.Pipeline;

/// <summary>Hands every message with its image to the recordings.</summary>
internal sealed class RecordStage
{
    private readonly IWorldSink?[] _sinks;
    private readonly bool _endsOnFault;
    private readonly PipelineMonitor _monitor;

    /// <param name="sinks">In the order in which they get a message.</param>
    /// <param name="endsOnFault">Whether a recording that fails ends the run; otherwise it alone ends, and health says so.</param>
    /// <param name="monitor">Told of a recording that failed or left a message out.</param>
    public RecordStage(IReadOnlyList<IWorldSink> sinks, bool endsOnFault, PipelineMonitor monitor)
    {
        _sinks = [.. sinks];
        _endsOnFault = endsOnFault;
        _monitor = monitor;
    }

    /// <exception cref="IOException">A recording failed and that ends the run.</exception>
    public void Write(WorldMessage message, Mat image)
    {
        for (int i = 0; i < _sinks.Length; i++)
        {
            try
            {
                if (_sinks[i]?.Write(message, image) == false)
                {
                    _monitor.CountRecordingDropped();
                }
            }
            catch (IOException failure) when (!_endsOnFault)
            {
                _sinks[i] = null;
                _monitor.RecordingFault = $"a recording ended: {failure.Message}";
            }
        }
    }
}
