using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Finds out which provider computes which of a network's nodes, by the profile of one run in a session of its own.</summary>
/// <remarks>A GPU provider leaves what it cannot compute to the processor, node by node and without a word: this is how it is noticed.</remarks>
public static class PlacementProbe
{
    /// <exception cref="ProviderException">The provider cannot be had, or fails on a run.</exception>
    /// <exception cref="ModelContractException">The network cannot be run, or is not what its manifest says.</exception>
    public static NodePlacement Measure(ResolvedNetwork network, NetworkOptions options, ExecutionProvider provider)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("perception-profile-");
        try
        {
            using InferenceSession session = SessionFactory.Open(
                network, options with { CudaGraph = false }, provider, profilePrefix: Path.Combine(folder.FullName, "run"));
            NetworkContract.Probe(session, network, NetworkContract.CheckStated(session, network), options, provider);
            return NodePlacement.Read(session.EndProfiling());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
