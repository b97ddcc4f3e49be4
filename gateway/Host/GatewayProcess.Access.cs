using Wattline.Gateway.Host.Intake;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host;

/// <summary>Who is let in at the front door, and by what.</summary>
public sealed partial class GatewayProcess
{
    /// <summary>Registers everything that decides it. Gives the TLS files, if there are any.</summary>
    private TlsKeeper? AddAccess(IServiceCollection services)
    {
        var mqtt = _settings.Mqtt;
        services.AddSingleton(mqtt.Limits);
        var tls = Tls();
        if (tls is not null) services.AddSingleton<IRefreshable>(tls);
        IAuthenticator? others = null;
        if (mqtt.Anonymous)
        {
            HostLog.Anonymous(_logger);
            others = new AnonymousAuthenticator();
            services.AddSingleton<ITopicPolicy>(new OpenTopicPolicy(mqtt.RefusedFilters.Count > 0 ? mqtt.RefusedFilters : MqttSettings.RefusedUnlessSaid));
        }
        if (mqtt.CredentialsFile is { } file)
        {
            var accounts = CredentialsAuthenticator.Load(
                file, TimeProvider.System, mqtt.Limits, _logger, static check => ThreadPool.UnsafeQueueUserWorkItem(static check => check(), check, preferLocal: false));
            services.AddSingleton<IRefreshable>(accounts);
            others = accounts;
        }
        if (mqtt.TokenKeysFile is { } keys)
        {
            var tokens = new TokenAuthenticator(keys, TimeProvider.System, _logger, others);
            services.AddSingleton<IRefreshable>(tokens);
            others = tokens;
        }
        services.AddSingleton<IAuthenticator>(new CertificateAuthenticator(tls, others));
        return tls;
    }

    private TlsKeeper? Tls()
    {
        var tls = _settings.Mqtt.Tls;
        if (tls.CertificateFile is null) return null;
        return new TlsKeeper(
            new()
            {
                CertificateFile = tls.CertificateFile,
                KeyFile = tls.KeyFile!,
                AuthorityFiles = tls.AuthorityFiles,
                RevocationFiles = tls.RevocationFiles,
                ClientCertificateRequired = !tls.CertificateOptional,
                FreshRevocationRequired = tls.FreshRevocationRequired,
            },
            TimeProvider.System, _logger); // Authorities sign by the world's time, whatever the wall clock is.
    }
}
