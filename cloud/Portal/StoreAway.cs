using Microsoft.AspNetCore.Diagnostics;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Portal;

/// <summary>
/// "Not now" for every request that the database cannot serve: 503, which a gateway waits out with its batch in its journal. An hour of it is one line a minute.
/// </summary>
internal sealed class StoreAway(ILogger<PortalProcess> log) : IExceptionHandler
{
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(1);
    private long _saidAt = long.MinValue;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken stop)
    {
        if (exception is not StoreUnavailableException away) return false;
        var now = TimeProvider.System.GetTimestamp();
        var said = Interlocked.Read(ref _saidAt);
        if ((said == long.MinValue || TimeProvider.System.GetElapsedTime(said, now) >= _quiet) && Interlocked.CompareExchange(ref _saidAt, now, said) == said)
            PortalLog.StoreAway(log, away.Reason);
        context.Response.Headers.RetryAfter = "1";
        await Problem.Of(StatusCodes.Status503ServiceUnavailable, "Not now", "The database is not available; try again.").ExecuteAsync(context);
        return true;
    }
}
