using System.Net;
using System.Net.Sockets;
using NetMQ;
using NetMQ.Sockets;

namespace Perception.Client;

/// <summary>Connects a socket: where the name of its endpoint's host does not resolve yet, once it does, as a service that starts later is connected to.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class NamedConnection
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly SubscriberSocket _socket;
    private readonly string _endpoint;
    private readonly TimeProvider _time;
    private Task<bool>? _resolving;

    /// <param name="socket">The caller's.</param>
    /// <param name="endpoint">A well-formed one.</param>
    /// <param name="time">Measures the time between two questions for the name.</param>
    /// <exception cref="SubscriberException">The socket does not take the endpoint.</exception>
    public NamedConnection(SubscriberSocket socket, string endpoint, TimeProvider time)
    {
        _socket = socket;
        _endpoint = endpoint;
        _time = time;
        _resolving = TryConnect() ? null : ResolvesAsync(AskAgainAfter);
    }

    /// <summary>Connects where the name resolves by now; waits for nothing but the connecting itself.</summary>
    /// <exception cref="SubscriberException">The socket does not take the endpoint.</exception>
    public void GoOn()
    {
        if (_resolving is { IsCompleted: true } resolved)
        {
            _resolving = resolved.Result && TryConnect() ? null : ResolvesAsync(AskAgainAfter);
        }
    }

    /// <summary>Gives the connection up and makes another, as soon as the name has been asked for in the background; nothing where none was made yet, or within the process.</summary>
    public void Renew()
    {
        if (_resolving is not null || Endpoint.IsInProcess(_endpoint))
        {
            return;
        }

        try
        {
            _socket.Disconnect(_endpoint);
        }
        catch (EndpointNotFoundException)
        {
            // Given up already.
        }

        _resolving = ResolvesAsync(TimeSpan.Zero);
    }

    private bool TryConnect()
    {
        try
        {
            _socket.Connect(_endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (Exception exception) when (exception is NetMQException or ArgumentException or FormatException)
        {
            throw new SubscriberException($"endpoint {_endpoint}: expected a publisher's address, found otherwise ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private async Task<bool> ResolvesAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _time).ConfigureAwait(false);
        try
        {
            return (await Dns.GetHostAddressesAsync(Endpoint.Host(_endpoint)).ConfigureAwait(false)).Length > 0;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false;
        }
    }
}
