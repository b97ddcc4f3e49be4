using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Uplinks;

/// <summary>
/// Sends batches to the cloud over HTTP (docs/cloudlink.md). A batch is durable only when the cloud says 200 and accounts for every event:
/// a proxy's own page is no such answer.
/// </summary>
public sealed class HttpUplink : IUplink, IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Func<int, int, ReadOnlyMemory<byte>> _part;
    private readonly AuthenticationHeaderValue _token;
    private readonly TimeProvider _time;
    private readonly Action _completed;
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private int _outcome;

    /// <summary>Sends to one cloud.</summary>
    /// <param name="http">Its base address is the cloud's; stays the caller's.</param>
    /// <param name="part">Gives a part of the closed batch as bytes: the first event, and how many.</param>
    /// <param name="token">The gateway's token.</param>
    /// <param name="time">Runs the deadline.</param>
    /// <param name="completed">Told when an outcome is known; on any thread, must not wait.</param>
    public HttpUplink(HttpClient http, Func<int, int, ReadOnlyMemory<byte>> part, string token, TimeProvider time, Action completed)
    {
        (_http, _part, _time, _completed) = (http, part, time, completed);
        _token = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <inheritdoc/>
    public void Send(int first, int count)
    {
        Interlocked.Exchange(ref _outcome, (int)UplinkOutcome.Pending);
        _sending = RunAsync(_part(first, count), count);
    }

    /// <inheritdoc/>
    public UplinkOutcome Poll()
    {
        var outcome = (UplinkOutcome)Volatile.Read(ref _outcome);
        if (outcome != UplinkOutcome.Pending) Volatile.Write(ref _outcome, (int)UplinkOutcome.None);
        return outcome;
    }

    /// <summary>Gives up what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task RunAsync(ReadOnlyMemory<byte> batch, int events)
    {
        var outcome = await PostAsync(batch, events);
        Volatile.Write(ref _outcome, (int)outcome);
        _completed();
    }

    private async Task<UplinkOutcome> PostAsync(ReadOnlyMemory<byte> batch, int events)
    {
        // Returns to the forwarder at once, whatever the handler does before its first wait.
        await Task.Yield();
        using var deadline = new CancellationTokenSource(UplinkLimits.SendTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "ingest") { Content = new ReadOnlyMemoryContent(batch) };
            request.Headers.Authorization = _token;
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEventTypes.BatchMediaType);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK) return OutcomeOf(response);
            await response.Content.LoadIntoBufferAsync(UplinkLimits.AnswerBytesMax, either.Token);
            var answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(either.Token), ContractsJson.Default.IngestAnswer);
            return answer is not null && answer.Stored + answer.Duplicates + answer.Quarantined == events ? UplinkOutcome.Durable : UplinkOutcome.Unexpected;
        }
        catch (OperationCanceledException)
        {
            return deadline.IsCancellationRequested ? UplinkOutcome.TimedOut : UplinkOutcome.Away;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return UplinkOutcome.Away;
        }
        catch (JsonException)
        {
            return UplinkOutcome.Unexpected;
        }
    }

    private static UplinkOutcome OutcomeOf(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity =>
            // A proxy refuses too, and knows nothing of events: it would empty the journal into quarantine.
            response.Content.Headers.ContentType?.MediaType == CloudEventTypes.ProblemMediaType ? UplinkOutcome.Refused : UplinkOutcome.Unexpected,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UplinkOutcome.Unauthorised,
        HttpStatusCode.TooManyRequests => UplinkOutcome.Busy,
        HttpStatusCode.RequestTimeout => UplinkOutcome.TimedOut,
        >= HttpStatusCode.InternalServerError => UplinkOutcome.Failed,
        _ => UplinkOutcome.Unexpected,
    };
}
