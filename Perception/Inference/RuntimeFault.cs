using System.Globalization;
using System.Text.RegularExpressions;

namespace Perception.Inference;

/// <summary>Puts ONNX Runtime's messages into words that say what to mend: which library is missing, whose memory is full.</summary>
public static partial class RuntimeFault
{
    private static readonly string[] FileFaults = ["ErrorCode:InvalidProtobuf", "ErrorCode:InvalidGraph", "ErrorCode:NoSuchFile", "ErrorCode:NoModel"];

    private const string ProcessorRefused = "fallback to CPU EP has been explicitly disabled";

    private static readonly string[] OutOfMemory =
    [
        "out of memory",
        "Failed to allocate memory",
        "CUDNN_STATUS_ALLOC_FAILED",
        "CUBLAS_STATUS_ALLOC_FAILED",
        "cudaErrorMemoryAllocation",
        "OutOfMemory",
        "OUT_OF_MEMORY",
        "bad_alloc",
        "bad allocation",
    ];

    /// <summary>Whether the network's file is at fault and no other provider would take it.</summary>
    public static bool IsOfFile(string message) => FileFaults.Any(fault => message.Contains(fault, StringComparison.Ordinal));

    /// <param name="provider">What was to run the network.</param>
    /// <param name="deviceId">Number of the GPU.</param>
    /// <param name="message">ONNX Runtime's, or the loader's.</param>
    /// <returns>One line without a full stop.</returns>
    public static string Explain(ExecutionProvider provider, int deviceId, string message)
    {
        string line = OneLine(message);
        if (MissingLibrary().Match(line) is { Success: true } library)
        {
            return $"it needs the library {library.Groups["name"].Value}, which the loader does not find; install what brings it, or name its folder in LD_LIBRARY_PATH ({line})";
        }

        if (line.Contains(ProcessorRefused, StringComparison.Ordinal))
        {
            return $"single nodes of the network would run on the processor; list cpu behind it among the providers to allow that, and hello tells how many ({line})";
        }

        if (OutOfMemory.Any(sign => line.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        {
            string memory = provider == ExecutionProvider.Cpu ? "the memory is" : string.Create(CultureInfo.InvariantCulture, $"the memory of GPU {deviceId} is");
            return $"{memory} full; run fewer or smaller networks there, or end what else uses it ({line})";
        }

        return line;
    }

    public static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    // As the loader of glibc says it: 'libcublasLt.so.12: cannot open shared object file: No such file or directory'.
    [GeneratedRegex(@"(?<name>[^\s:/'""]+\.so[.\d]*): cannot open shared object file", RegexOptions.CultureInvariant)]
    private static partial Regex MissingLibrary();
}
