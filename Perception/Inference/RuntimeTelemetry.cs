using Sensors;

namespace Perception.Inference;

/// <summary>Keeps ONNX Runtime from reporting its use to its maker.</summary>
/// <remarks>
/// Its builds for Linux do so unless the environment forbids it: they open a database in the user's cache folder and send what gathers there.
/// A vehicle's computer has no business with that, and a start no time for it.
/// </remarks>
public static class RuntimeTelemetry
{
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    /// <summary>Called by every program before ONNX Runtime is loaded; what the user has set (ORT_DISABLE_TELEMETRY) stays.</summary>
    /// <exception cref="IOException">The environment takes no variable.</exception>
    public static void TurnOff()
    {
        if (OperatingSystem.IsLinux() && !NativeEnvironment.SetDefault(Switch, "1"))
        {
            throw new IOException($"ONNX Runtime: expected to set {Switch} to keep it from reporting its use, found an environment that takes no variable");
        }
    }
}
