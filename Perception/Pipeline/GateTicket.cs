namespace Perception.Pipeline;

/// <summary>One pipeline's place before a <see cref="FrameGate"/>.</summary>
public sealed class GateTicket : FrameTicket;
