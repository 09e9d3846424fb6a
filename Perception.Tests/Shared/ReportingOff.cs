using System.Runtime.CompilerServices;
using Perception.Inference;

namespace Perception.Tests.Shared;

/// <summary>The tests report no use of ONNX Runtime either.</summary>
internal static class ReportingOff
{
    [ModuleInitializer]
    internal static void Begin() => RuntimeTelemetry.TurnOff();
}
