using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Wattline.Cloud.Metering.Webhooks;
using Wattline.Cloud.Portal.Settings;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>Posts what the outbox holds, one by one; what the other side does not take with 2xx is posted again later.</summary>
internal sealed class WebhookSender(WebhookOutbox outbox, MeterDataLease lease, WebhookSettings settings, TimeProvider wall, ILogger<PortalProcess> log) : BackgroundService
{
    private const int AtOnce = 50;

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SendDueAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task SendDueAsync(CancellationToken stop)
    {
        // Two who send at once would bring a day's older state behind its newer one.
        if (lease.Grant is null) return;
        try
        {
            foreach (var told in outbox.Due(AtOnce))
            {
                if (await PostAsync(told, stop)) outbox.Done(told.Id);
                else outbox.Failed(told);
            }
        }
#pragma warning disable CA1031 // A database that is away comes back; the portal lives on and looks again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            PortalLog.WebhookFailed(log, fault.Message);
        }
    }

    private async Task<bool> PostAsync(WebhookEvent told, CancellationToken stop)
    {
        var id = told.Id.ToString(CultureInfo.InvariantCulture);
        var timestamp = wall.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url);
        request.Content = new StringContent(told.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/cloudevents+json", "utf-8"));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(Encoding.UTF8.GetBytes(settings.Secret), id, timestamp, told.Body));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (answer.IsSuccessStatusCode) return true;
            PortalLog.WebhookFailed(log, $"{(int)answer.StatusCode} for event {id}, try {told.Tries + 1}");
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            PortalLog.WebhookFailed(log, $"{fault.Message} (event {id}, try {told.Tries + 1})");
        }

        return false;
    }
}
