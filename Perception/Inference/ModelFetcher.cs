using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Perception.Inference;

/// <summary>Downloads a network's ONNX file, resuming where an earlier try broke off, and keeps it only if its hash is right.</summary>
/// <param name="client">Whose own time limit is longer than <paramref name="patience"/>.</param>
/// <param name="patience">How long the server may send nothing; null for <see cref="DefaultPatience"/>.</param>
/// <param name="time">What the patience is measured by; null for the system's clock.</param>
public sealed class ModelFetcher(HttpClient client, TimeSpan? patience = null, TimeProvider? time = null)
{
    private const int BufferSize = 1 << 16;

    /// <summary>How long a server may send nothing.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

    private readonly TimeSpan _patience = patience ?? DefaultPatience;

    /// <summary>Fetches a network into a folder.</summary>
    /// <returns>Path of the file; it is not fetched again where it is there with the right hash.</returns>
    /// <exception cref="ModelNotFoundException">The manifest names no download, or the server does not give the file.</exception>
    /// <exception cref="ModelContractException">What came has another hash; it was deleted.</exception>
    public async Task<string> FetchAsync(NetworkManifest manifest, string folder, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        if (manifest.Download == null)
        {
            throw new ModelNotFoundException($"{manifest.Name}: no download of exactly this file is known; get {manifest.File} from {manifest.Origin} ({manifest.Licence}).");
        }

        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, manifest.File);
        if (File.Exists(path) && await HashAsync(path, cancellationToken).ConfigureAwait(false) == manifest.Sha256)
        {
            return path;
        }

        string partial = path + ".part";
        await DownloadAsync(manifest, new Uri(manifest.Download), partial, progress, cancellationToken).ConfigureAwait(false);
        string found = await HashAsync(partial, cancellationToken).ConfigureAwait(false);
        if (found != manifest.Sha256)
        {
            File.Delete(partial);
            throw new ModelContractException($"{manifest.Download}: expected SHA-256 {manifest.Sha256}, found {found}; the file was not kept.");
        }

        File.Move(partial, path, overwrite: true);
        return path;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private async Task DownloadAsync(NetworkManifest manifest, Uri url, string partial, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = new(_patience, time ?? TimeProvider.System);
        using CancellationTokenRegistration stops = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), silence);
        try
        {
            long have = File.Exists(partial) ? new FileInfo(partial).Length : 0;
            using HttpResponseMessage response = await RequestAsync(url, have, silence.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // Nothing is left to fetch: the hash tells whether what is here is the file.
                return;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new ModelNotFoundException($"{manifest.Name}: {url} answered {(int)response.StatusCode} {response.ReasonPhrase}; get {manifest.File} from {manifest.Origin}.");
            }

            bool isResumed = response.StatusCode == HttpStatusCode.PartialContent;
            long? total = response.Content.Headers.ContentLength + (isResumed ? have : 0);
            await using Stream body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            await using FileStream file = new(partial, isResumed ? FileMode.Append : FileMode.Create, FileAccess.Write);
            await CopyAsync(body, file, total, progress, silence).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelNotFoundException(
                FormattableString.Invariant($"{manifest.Name}: {url} sent nothing for {_patience.TotalSeconds:0.#} s; run the command again to go on from there, or get {manifest.File} from {manifest.Origin}."));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ModelNotFoundException($"{manifest.Name}: fetching {url} broke off ({error.Message.TrimEnd('.')}); run the command again to go on from there.");
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(Uri url, long have, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream body, FileStream file, long? total, IProgress<FetchProgress> progress, CancellationTokenSource silence)
    {
        byte[] buffer = new byte[BufferSize];
        int read;
        while ((read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false)) > 0)
        {
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            await file.WriteAsync(buffer.AsMemory(0, read), silence.Token).ConfigureAwait(false);
            progress.Report(new FetchProgress(file.Length, total));
            silence.CancelAfter(_patience);
        }
    }
}
