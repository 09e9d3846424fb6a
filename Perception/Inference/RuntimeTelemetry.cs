using Sensors;

namespace Perception.Inference;

/// <summary>Keeps ONNX Runtime from reporting its use to its maker.</summary>
/// <remarks>
/// Its builds for Linux do so unless the environment forbids it: they open a database in the user's cache folder and send what gathers there.
/// A vehicle's computer has no business with that, and a start no time for it.
/// </remarks>
internal static class RuntimeTelemetry
{
    /// <summary>Called before ONNX Runtime is loaded; what the user has set (ORT_DISABLE_TELEMETRY) stays.</summary>
    public static void TurnOff()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = NativeEnvironment.SetDefault("ORT_DISABLE_TELEMETRY", "1");
        }
    }
}
