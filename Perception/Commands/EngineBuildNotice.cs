using System.Globalization;
using Perception.Inference;

namespace Perception.Commands;

/// <summary>Says on standard error that TensorRT is building a network's engine, and for how long, until it is disposed.</summary>
internal sealed class EngineBuildNotice : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;

    private EngineBuildNotice(string name, string folder, TimeProvider time)
    {
        _name = name;
        _time = time;
        _started = time.GetTimestamp();
        StandardError.WriteLine($"note      TensorRT builds the engine of {name}, which takes minutes the first time; it is kept in {folder}");
        _timer = time.CreateTimer(_ => Show("still building"), null, Interval, Interval);
    }

    /// <returns>Null where no engine has to be built.</returns>
    public static EngineBuildNotice? For(ResolvedNetwork network, NetworkOptions options, TimeProvider time) =>
        options.Providers[0] == ExecutionProvider.TensorRt && ExecutionProviders.IsBuiltIn(ExecutionProvider.TensorRt) && !EngineCache.HasEngine(network, options)
            ? new EngineBuildNotice(network.Manifest.Name, EngineCache.Folder(network, options), time)
            : null;

    public void Dispose()
    {
        _timer.Dispose();
        Show("done");
    }

    private void Show(string what) => StandardError.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"note      engine of {_name}: {what} after {_time.GetElapsedTime(_started).TotalSeconds:0} s"));
}
