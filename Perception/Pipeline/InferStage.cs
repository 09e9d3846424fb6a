namespace Perception.Pipeline;

/// <summary>Runs networks on frames, alone or in runs that several cameras share, while their guards trust them.</summary>
/// <param name="networks">Which there are.</param>
/// <param name="guards">Null trusts every network.</param>
/// <param name="sharing">Null where there is one camera.</param>
internal sealed class InferStage(NetworkSet networks, NetworkGuards? guards, CameraSharing? sharing)
{
    private volatile bool _isOver;

    /// <summary>Tells the networks that cameras share that a frame is on its way; each then gets it by <see cref="ProcessAsync"/>, or it is taken back.</summary>
    public void Announce(FrameJob job)
    {
        for (int slot = 0; sharing is not null && slot < job.Bindings.Length; slot++)
        {
            if (job.Runs(slot))
            {
                BatchOf(slot)?.Announce(job.BatchTickets[slot]);
            }
        }

        if (_isOver)
        {
            Withdraw(job);
        }
    }

    /// <summary>One network's run on a frame.</summary>
    /// <exception cref="Perception.Inference.UntrustedNetworkException">Its guard found the network wrong.</exception>
    /// <exception cref="Perception.Inference.InferenceException">The run failed.</exception>
    public ValueTask ProcessAsync(FrameJob job, int slot)
    {
        NetworkSlot network = networks.Slots[slot];
        guards?.All[network.NetworkIndex].RequireTrusted();
        if (BatchOf(slot) is { } batch)
        {
            return batch.RunAsync(job.BatchTickets[slot]);
        }

        network.Network.Run(job.Bindings[slot]);
        return ValueTask.CompletedTask;
    }

    /// <summary>A network waits no longer for a frame that has not come to it.</summary>
    public void Withdraw(FrameJob job, int slot) => BatchOf(slot)?.Withdraw(job.BatchTickets[slot]);

    /// <summary>No network waits any longer for a frame.</summary>
    public void Withdraw(FrameJob job)
    {
        for (int slot = 0; slot < job.Bindings.Length; slot++)
        {
            Withdraw(job, slot);
        }
    }

    /// <summary>No network waits for a frame of this pipeline from now on, though stages may still be at work on some.</summary>
    public void WithdrawAll(IEnumerable<FrameJob> jobs)
    {
        _isOver = true;
        foreach (FrameJob job in jobs)
        {
            Withdraw(job);
        }
    }

    private BatchRunner? BatchOf(int slot) => sharing?.Batches[networks.Slots[slot].NetworkIndex];
}
