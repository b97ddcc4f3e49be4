using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Uplinks;

/// <summary>Asks the cloud for the registry and for open replay requests (docs/cloudlink.md, down). One poll at a time.</summary>
public sealed class CloudPoller
{
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _token;
    private readonly TimeProvider _time;
    private readonly RegistryPort _registry;
    private readonly string _path;
    private readonly Action<ReadOnlyMemory<byte>> _keep;
    private EntityTagHeaderValue? _tag;
    private byte[] _hash = [];

    /// <summary>Asks one cloud in the name of a gateway.</summary>
    /// <param name="http">Its base address is the cloud's; stays the caller's.</param>
    /// <param name="token">The gateway's token.</param>
    /// <param name="gateway">The gateway's name.</param>
    /// <param name="time">Runs the deadline.</param>
    /// <param name="registry">Where a newer registry goes.</param>
    /// <param name="keep">Given the bytes of a newer registry, to keep a copy.</param>
    public CloudPoller(HttpClient http, string token, string gateway, TimeProvider time, RegistryPort registry, Action<ReadOnlyMemory<byte>> keep)
    {
        (_http, _time, _registry, _keep) = (http, time, registry, keep);
        _token = new AuthenticationHeaderValue("Bearer", token);
        _path = $"gateways/{Uri.EscapeDataString(gateway)}/";
    }

    /// <summary>Asks for the registry; a newer one takes the old one's place.</summary>
    public async Task<PollResult> PollRegistryAsync(CancellationToken stop)
    {
        var (result, response) = await GetAsync("registry", _tag, stop);
        using (response)
        {
            if (response?.StatusCode == HttpStatusCode.NotModified)
            {
                _registry.Confirm();
                return new PollResult(PollOutcome.Unchanged, []);
            }
            if (response is null || response.StatusCode != HttpStatusCode.OK) return result;
            var bytes = await response.Content.ReadAsByteArrayAsync(stop);
            if (!RegistryMapper.TryRead(bytes, out var state, out var faults)) return new PollResult(PollOutcome.NotUnderstood, faults);
            _tag = response.Headers.ETag;
            // By bytes: a cloud that was set up anew counts its versions from 1 again.
            var hash = SHA256.HashData(bytes);
            if (!hash.AsSpan().SequenceEqual(_hash))
            {
                _keep(bytes);
                _registry.Replace(state);
                _hash = hash;
            }
            _registry.Confirm();
            return new PollResult(PollOutcome.Changed, faults);
        }
    }

    /// <summary>Asks for open replay requests.</summary>
    public async Task<(PollResult Result, IReadOnlyList<ReplayRequest> Requests)> PollReplaysAsync(CancellationToken stop)
    {
        var (result, response) = await GetAsync("replays", null, stop);
        using (response)
        {
            if (response is null || response.StatusCode != HttpStatusCode.OK) return (result, []);
            try
            {
                var requests = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(stop), ContractsJson.Default.IReadOnlyListReplayRequest) ?? [];
                return (new PollResult(PollOutcome.Changed, []), [.. requests.Take(CloudLinkLimits.ReplaysMax)]);
            }
            catch (JsonException wrong)
            {
                return (new PollResult(PollOutcome.NotUnderstood, [$"{wrong.Path}: {wrong.Message}"]), []);
            }
        }
    }

    private async Task<(PollResult Result, HttpResponseMessage? Response)> GetAsync(string what, EntityTagHeaderValue? tag, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(UplinkLimits.PollTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _path + what);
            request.Headers.Authorization = _token;
            if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(CloudLinkLimits.RegistryBytesMax, either.Token);
            var outcome = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? PollOutcome.Unauthorised : PollOutcome.Failed;
            return (new PollResult(outcome, [$"{(int)response.StatusCode}"]), response);
        }
        catch (Exception lost) when (!stop.IsCancellationRequested && lost is HttpRequestException or IOException or OperationCanceledException)
        {
            response?.Dispose();
            stop.ThrowIfCancellationRequested();
            return (new PollResult(PollOutcome.Away, [lost.Message]), null);
        }
    }
}
