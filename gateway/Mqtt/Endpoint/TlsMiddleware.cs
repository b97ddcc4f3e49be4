using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>TLS 1.2 and 1.3 between Kestrel's connection and the endpoint; a failed handshake has a reason and is counted by it.</summary>
internal sealed class TlsMiddleware(
    ConnectionDelegate next, TlsKeeper keeper, HandshakeTurns turns, MqttLimits limits, TimeProvider time, MqttMetrics metrics, ILogger logger,
    SslApplicationProtocol protocol)
{
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (await HandshakeAsync(connection).ConfigureAwait(false) is not { } tls)
        {
            connection.Abort();
            return;
        }
        var plain = connection.Transport;
        var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool;
        var wrapped = new TlsPipes(tls, pool);
        connection.Transport = wrapped;
        // What goes to the client goes through the pipes from here on: nothing is written past the encryption.
        connection.Features.Set<IConnectionSocketFeature>(null);
        try
        {
            await next(connection).ConfigureAwait(false);
            await wrapped.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = plain;
            await tls.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null: it failed, and that was counted.</summary>
    private async Task<SslStream?> HandshakeAsync(ConnectionContext connection)
    {
        var began = time.GetTimestamp();
        var reason = await HelloAsync(connection).ConfigureAwait(false);
        var left = limits.ConnectWithin - time.GetElapsedTime(began);
        if (reason == CloseReason.None && !await turns.WaitAsync(connection.ConnectionClosed).ConfigureAwait(false))
        {
            reason = CloseReason.TooManyHandshakes;
        }
        if (reason != CloseReason.None)
        {
            TurnAway(connection, reason, null);
            return null;
        }
        // Milliseconds of arithmetic: not on the thread that serves the sockets.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        began = time.GetTimestamp(); // Time in the queue is not the client's.
        var check = new CertificateCheck(keeper.Current, keeper.Now);
        var tls = new SslStream(new PipeStream(connection.Transport), leaveInnerStreamOpen: true);
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        try
        {
            await tls.AuthenticateAsServerAsync(Options(check), deadline.Token).ConfigureAwait(false);
            if (connection.Features.Get<Admission>() is { } admission)
            {
                (admission.Certificate, admission.HandshakeTook) = (check.Identity, limits.ConnectWithin - left + time.GetElapsedTime(began));
            }
            return tls;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            TurnAway(connection, check.Reason != CloseReason.None ? check.Reason : deadline.IsCancellationRequested ? CloseReason.HandshakeTimeout : CloseReason.HandshakeFailed, check.Subject);
            await tls.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Who says nothing takes no turn from those who do.</summary>
    private async Task<CloseReason> HelloAsync(ConnectionContext connection)
    {
        using var deadline = new CancellationTokenSource(limits.ConnectWithin, time);
        try
        {
            var hello = await connection.Transport.Input.ReadAsync(deadline.Token).ConfigureAwait(false);
            connection.Transport.Input.AdvanceTo(hello.Buffer.Start);
            return hello.IsCompleted && hello.Buffer.IsEmpty ? CloseReason.ConnectionLost : CloseReason.None;
        }
        catch (OperationCanceledException)
        {
            return CloseReason.HandshakeTimeout;
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException)
        {
            return CloseReason.ConnectionLost;
        }
    }

    private void TurnAway(ConnectionContext connection, CloseReason reason, string? subject)
    {
        metrics.Closed(reason, counted: false);
        if (reason is CloseReason.TooManyHandshakes or CloseReason.ConnectionLost)
        {
            MqttLog.Crowded(logger, connection.RemoteEndPoint, reason);
        }
        else
        {
            MqttLog.TurnedAway(logger, connection.RemoteEndPoint, reason, subject);
        }
    }

    private SslServerAuthenticationOptions Options(CertificateCheck check) => new()
    {
        ServerCertificateContext = check.Material.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = check.Material.Roots.Count > 0,
        CertificateChainPolicy = check.Material.ChainPolicy(check.Now),
        RemoteCertificateValidationCallback = check.Judge,
        ApplicationProtocols = [protocol],
        AllowRenegotiation = false,
    };

    /// <summary>One handshake's look at the client's certificate: with the files as they were when it began.</summary>
    private sealed class CertificateCheck(TlsMaterial material, DateTimeOffset now)
    {
        public TlsMaterial Material => material;

        public DateTimeOffset Now => now;

        public CloseReason Reason { get; private set; }

        public CertificateIdentity? Identity { get; private set; }

        public string? Subject { get; private set; }

        public bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            Reason = material.Judge(certificate as X509Certificate2, chain, now, out var identity);
            Subject = certificate?.Subject;
            Identity = Reason == CloseReason.None ? identity : null;
            return Reason == CloseReason.None;
        }
    }
}
