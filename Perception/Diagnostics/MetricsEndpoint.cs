using System.Net;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Perception.Service;

namespace Perception.Diagnostics;

/// <summary>Serves the metrics over HTTP as Prometheus reads them, at <c>/metrics</c>.</summary>
public sealed class MetricsEndpoint : IDisposable
{
    private readonly MeterProvider _provider;

    /// <param name="address">Scheme, host and port, e.g. <c>http://127.0.0.1:9464</c>; <c>*</c> for every address of this machine.</param>
    /// <exception cref="ConfigurationException">The address is none, or taken.</exception>
    public MetricsEndpoint(string address)
    {
        if (!TryRead(address, out string host, out int port))
        {
            throw new ConfigurationException($"metrics: expected http://HOST:PORT, found '{address}'");
        }

        try
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(ServiceMetrics.MeterName)
                .AddPrometheusHttpListener(options => (options.Host, options.Port) = (host, port))
                .Build();
        }
        catch (Exception failure) when (failure is HttpListenerException or ArgumentException || failure.InnerException is HttpListenerException)
        {
            throw new ConfigurationException($"metrics: expected a free address, found {address} taken or not of this machine ({failure.GetBaseException().Message.TrimEnd('.')})", failure);
        }
    }

    /// <summary>Whether a text is an address as the constructor takes it.</summary>
    internal static bool IsAddress(string text) => TryRead(text, out _, out _);

    public void Dispose() => _provider.Dispose();

    private static bool TryRead(string address, out string host, out int port)
    {
        bool isEvery = address.StartsWith("http://*:", StringComparison.Ordinal);
        bool isAddress = Uri.TryCreate(isEvery ? address.Replace('*', '0') : address, UriKind.Absolute, out Uri? uri)
            && uri.Scheme == Uri.UriSchemeHttp && uri.AbsolutePath == "/" && address.LastIndexOf(':') > "http:".Length;
        host = isEvery ? "*" : uri?.Host ?? string.Empty;
        port = uri?.Port ?? 0;
        return isAddress;
    }
}
