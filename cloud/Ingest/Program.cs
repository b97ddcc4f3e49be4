using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Wattline.Cloud.Ingest.Host;
using Wattline.Cloud.Store;

// Settings: ingest.json in the working directory, WATTLINE_ variables (WATTLINE_Ingest__Hubs__Names), then --Ingest:Hubs:Names=readings.
var configuration = new ConfigurationBuilder()
    .AddJsonFile(Path.GetFullPath("ingest.json"), optional: true)
    .AddEnvironmentVariables("WATTLINE_")
    .AddCommandLine(args)
    .Build();
try
{
    var settings = configuration.GetSection(IngestHostSettings.Section).Get<IngestHostSettings>() ?? new IngestHostSettings();
#pragma warning disable RS0030 // This is the host: the real clock comes from here.
    var clock = TimeProvider.System;
#pragma warning restore RS0030
    await using var ingest = await IngestProcess.StartAsync(settings, clock, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), null, CancellationToken.None);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    Console.WriteLine($"Wattline ingest, health on {ingest.Url}");
    await ingest.Ended;
    return Environment.ExitCode;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = ingest.StopAsync();
    }
}
catch (Exception refused) when (refused is IngestSettingsException or StoreOpenException or StoreUnavailableException or SchemaTooNewException or IOException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" })
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}
