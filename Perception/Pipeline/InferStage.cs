namespace Perception.Pipeline;

/// <summary>Runs networks on frames, alone or in runs that several cameras share, while their guards trust them.</summary>
/// <param name="networks">Which there are.</param>
/// <param name="guards">Null trusts every network.</param>
/// <param name="sharing">Null where there is one camera.</param>
internal sealed class InferStage(NetworkSet networks, NetworkGuards? guards, CameraSharing? sharing)
{
    /// <summary>Tells the networks that cameras share that a frame is on its way; each then gets it by <see cref="ProcessAsync"/> or <see cref="Withdraw"/>.</summary>
    public void Announce(FrameJob job)
    {
        for (int slot = 0; sharing is not null && slot < job.Bindings.Length; slot++)
        {
            if (job.Runs(slot))
            {
                BatchOf(slot)?.Announce();
            }
        }
    }

    /// <summary>One network's run on a frame.</summary>
    /// <exception cref="Perception.Inference.UntrustedNetworkException">Its guard found the network wrong.</exception>
    /// <exception cref="Perception.Inference.InferenceException">The run failed.</exception>
    public ValueTask ProcessAsync(FrameJob job, int slot)
    {
        NetworkSlot network = networks.Slots[slot];
        BatchRunner? batch = BatchOf(slot);
        try
        {
            guards?.All[network.NetworkIndex].RequireTrusted();
        }
        catch
        {
            batch?.Withdraw();
            throw;
        }

        if (batch is not null)
        {
            return batch.RunAsync(job.BatchTickets[slot]);
        }

        network.Network.Run(job.Bindings[slot]);
        return ValueTask.CompletedTask;
    }

    /// <summary>A frame that was announced does not come.</summary>
    public void Withdraw(int slot) => BatchOf(slot)?.Withdraw();

    private BatchRunner? BatchOf(int slot) => sharing?.Batches[networks.Slots[slot].NetworkIndex];
}
