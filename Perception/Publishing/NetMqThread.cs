using System.Runtime.ExceptionServices;

namespace Perception.Publishing;

/// <summary>
/// Tells where NetMQ's own thread has ended. It reads what peers send, and throws at bytes that it does not expect, where nothing catches it:
/// the process would end there and then. Without that thread nothing is sent any more.
/// </summary>
/// <remarks>Thread safe.</remarks>
public static class NetMqThread
{
    private static readonly CancellationTokenSource Ending = new();
    private static string? _fault;

    /// <summary>Cancelled when the thread has ended.</summary>
    public static CancellationToken Ended => Ending.Token;

    /// <summary>What it ended by; null while it runs.</summary>
    public static string? Fault => Volatile.Read(ref _fault);

    /// <summary>Lets the process live on when the thread ends; for a run that ends itself by <see cref="Ended"/>. Called once.</summary>
    public static void Watch() => ExceptionHandling.SetUnhandledExceptionHandler(IsOfThread);

    private static bool IsOfThread(Exception failure)
    {
        string trace = failure.StackTrace ?? string.Empty;
        if (!trace.Contains("NetMQ.Core.", StringComparison.Ordinal) || trace.Contains("Perception.", StringComparison.Ordinal))
        {
            return false;
        }

        Volatile.Write(ref _fault, $"{failure.GetType().Name}: {failure.Message.TrimEnd('.')}");
        _ = Ending.CancelAsync();
        return true;
    }
}
