using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class RuntimeFaultTests
{
    [Fact]
    public void Explain_ProviderLibraryWithoutADependency_NamesTheLibrary()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "builds a library with /usr/bin/gcc");
        using TemporaryFolder folder = new();
        string library = BuildWithoutItsDependency(folder);

        // ONNX Runtime's own loader and its own words, for a library such as libonnxruntime_providers_cuda.so.
        OnnxRuntimeException error = Assert.Throws<OnnxRuntimeException>(() => OrtEnv.Instance().RegisterExecutionProviderLibrary("incomplete", library));
        string sentence = RuntimeFault.Explain(ExecutionProvider.Cuda, 0, error.Message);

        Assert.StartsWith("it needs the library libnot_there.so.7, which the loader does not find", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    // As ONNX Runtime's source words them: provider_bridge_ort.cc, bfc_arena.cc, cuda_call.cc, and TensorRT's logger.
    [Theory]
    [InlineData("[ErrorCode:RuntimeException] BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 4294967296", "the memory of GPU 2 is full")]
    [InlineData("[ErrorCode:Fail] CUDA failure 2: out of memory ; GPU=2 ; hostname=car ; file=cuda_allocator.cc ; line=47 ; expr=cudaMalloc((void**)&p, size);", "the memory of GPU 2 is full")]
    [InlineData("[ErrorCode:Fail] CUDNN failure 2: CUDNN_STATUS_ALLOC_FAILED ; GPU=2", "the memory of GPU 2 is full")]
    [InlineData("[ErrorCode:EngineError] TensorRT EP failed to create engine: Error Code 2: OutOfMemory (no further information)", "the memory of GPU 2 is full")]
    [InlineData("[ErrorCode:Fail] Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory", "it needs the library libcudnn.so.9,")]
    [InlineData("[ErrorCode:Fail] CUDA failure 100: no CUDA-capable device is detected ; GPU=0.\n", "[ErrorCode:Fail] CUDA failure 100: no CUDA-capable device is detected ; GPU=0")]
    public void Explain_GpuMessages_SaysWhatToMend(string message, string start)
    {
        string sentence = RuntimeFault.Explain(ExecutionProvider.TensorRt, 2, message);

        Assert.StartsWith(start, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Explain_MemoryOnTheProcessor_NamesNoGpu() =>
        Assert.StartsWith("the memory is full", RuntimeFault.Explain(ExecutionProvider.Cpu, 0, "std::bad_alloc"), StringComparison.Ordinal);

    private static string BuildWithoutItsDependency(TemporaryFolder folder)
    {
        string source = folder.Write("empty.c", "int nothing(void) { return 0; }\n");
        string dependency = folder.At("libnot_there.so.7");
        string library = folder.At("libonnxruntime_providers_cuda.so");
        Gcc("-shared", "-fPIC", "-Wl,-soname,libnot_there.so.7", "-o", dependency, source);
        Gcc("-shared", "-fPIC", "-Wl,--no-as-needed", "-o", library, source, dependency);
        File.Delete(dependency);
        Assert.False(NativeLibrary.TryLoad(library, out _));
        return library;
    }

    private static void Gcc(params string[] arguments)
    {
        using Process gcc = Process.Start("/usr/bin/gcc", arguments);
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
    }
}
