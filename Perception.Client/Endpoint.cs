using System.Globalization;

namespace Perception.Client;

/// <summary>Checks ZeroMQ endpoints before a socket sees them.</summary>
public static class Endpoint
{
    private const string Tcp = "tcp://";
    private const string InProcess = "inproc://";

    /// <summary>What is wrong with an endpoint.</summary>
    /// <param name="endpoint"><c>tcp://HOST:PORT</c> (to bind, HOST may be <c>*</c> and PORT 0 for any free one) or <c>inproc://NAME</c>.</param>
    /// <returns>One sentence (expected, found), or null where the endpoint is well formed.</returns>
    public static string? Problem(string endpoint)
    {
        if (IsInProcess(endpoint) && endpoint.Length > InProcess.Length)
        {
            return null;
        }

        int colon = endpoint.LastIndexOf(':');
        bool isTcp = endpoint.StartsWith(Tcp, StringComparison.Ordinal) && colon > Tcp.Length;
        if (!isTcp || endpoint.AsSpan(Tcp.Length, colon - Tcp.Length).ContainsAny(" /\t"))
        {
            return $"endpoint: expected tcp://HOST:PORT or inproc://NAME, found '{endpoint}'";
        }

        ReadOnlySpan<char> port = endpoint.AsSpan(colon + 1);
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"endpoint: expected a port from 0 to 65535 at the end of tcp://HOST:PORT, found '{endpoint}'";
    }

    /// <summary>What is wrong with an endpoint to connect to: also that only a service can bind it, as its host stands for all addresses or its port for any free one.</summary>
    /// <param name="endpoint"><c>tcp://HOST:PORT</c> or <c>inproc://NAME</c>.</param>
    /// <returns>One sentence (expected, found), or null where the endpoint can be connected to.</returns>
    internal static string? ConnectProblem(string endpoint)
    {
        if (Problem(endpoint) is { } problem)
        {
            return problem;
        }

        bool isForBinding = !IsInProcess(endpoint)
            && (Host(endpoint) is "*" or "0.0.0.0" or "[::]" || endpoint.AsSpan(endpoint.LastIndexOf(':') + 1).TrimStart('0').IsEmpty);
        return isForBinding
            ? $"endpoint: expected a host and a port to connect to, such as tcp://127.0.0.1:5556, found '{endpoint}', which only a service can bind"
            : null;
    }

    /// <summary>Whether a well-formed endpoint is an <c>inproc://NAME</c>.</summary>
    internal static bool IsInProcess(string endpoint) => endpoint.StartsWith(InProcess, StringComparison.Ordinal);

    /// <summary>The host of a well-formed <c>tcp://HOST:PORT</c>.</summary>
    internal static string Host(string endpoint) => endpoint[Tcp.Length..endpoint.LastIndexOf(':')];
}
