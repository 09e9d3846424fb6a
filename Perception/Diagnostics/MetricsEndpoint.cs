using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Perception.Service;

namespace Perception.Diagnostics;

/// <summary>Serves the metrics over HTTP as Prometheus reads them, at <c>/metrics</c>.</summary>
public sealed class MetricsEndpoint : IDisposable
{
    /// <summary>What a text that is not an address should have been.</summary>
    internal const string Expected = "http://HOST:PORT, with a name, an IPv4 address or * and a port from 1 to 65535";

    private const string Scheme = "http://";

    private readonly MeterProvider _provider;

    /// <param name="address">Scheme, host (a name or an IPv4 address) and port, e.g. <c>http://127.0.0.1:9464</c>; <c>*</c> for every address of this machine.</param>
    /// <exception cref="ConfigurationException">The address is none, or taken, or a client asked there meanwhile.</exception>
    public MetricsEndpoint(string address)
    {
        if (!TryRead(address, out string host, out int port))
        {
            throw new ConfigurationException($"metrics: expected {Expected}, found '{address}'");
        }

        WarmUp();
        string version = typeof(MetricsEndpoint).Assembly.GetName().Version!.ToString(3);
        try
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("perception", serviceVersion: version, autoGenerateServiceInstanceId: false))
                .AddMeter(ServiceMetrics.MeterName)
                .AddPrometheusHttpListener(options => options.ConfigureHttpListener = (_, listener) =>
                {
                    // Its own option for the host takes no *.
                    listener.Prefixes.Clear();
                    listener.Prefixes.Add($"{Scheme}{host}:{port}{options.ScrapeEndpointPath}/");
                })
                .Build();
        }
        catch (InvalidOperationException failure) when (failure.InnerException is ArgumentNullException)
        {
            // .NET's listener takes a client that asks while it starts before it has a place for it; the port stays taken until the process ends.
            throw new ConfigurationException($"metrics: expected no client to ask at {address} before the service is there, found one; start it again", failure);
        }
        catch (Exception failure) when (failure is HttpListenerException or ArgumentException || failure.InnerException is HttpListenerException)
        {
            throw new ConfigurationException($"metrics: expected a free address, found {address} taken or not of this machine ({failure.GetBaseException().Message.TrimEnd('.')})", failure);
        }
    }

    /// <summary>Whether a text is an address as the constructor takes it.</summary>
    internal static bool IsAddress(string text) => TryRead(text, out _, out _);

    public void Dispose() => _provider.Dispose();

    /// <summary>Waits for a client at a port that nobody knows: what .NET makes for the first such wait would keep the listener's start open to clients for milliseconds.</summary>
    private static void WarmUp()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _ = listener.AcceptSocketAsync().ContinueWith(accepted => _ = accepted.Exception, TaskScheduler.Default);
    }

    private static bool TryRead(string address, out string host, out int port)
    {
        string text = address.TrimEnd('/');
        int colon = text.LastIndexOf(':');
        bool isAddress = text.StartsWith(Scheme, StringComparison.Ordinal) && colon > Scheme.Length;
        host = isAddress ? text[Scheme.Length..colon] : string.Empty;
        bool isPort = ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
        port = number;
        return isAddress && isPort && port > 0 && (host == "*" || Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4);
    }
}
