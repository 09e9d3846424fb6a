using Perception.Client;

namespace Perception.Commands;

/// <summary>How <c>perceive listen</c> shows what it receives. One thread.</summary>
internal interface IListenView
{
    /// <summary>Shows a message or a notice; the subscriber has it, and the last of every kind, already.</summary>
    void Show(PerceptionEvent received, PerceptionSubscriber subscriber);
}
