using System.Runtime.InteropServices;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Cloud.Store;

var configuration = new ConfigurationBuilder()
    .AddJsonFile("portal.json", optional: true)
    .AddEnvironmentVariables("WATTLINE_")
    .AddCommandLine(args)
    .Build();
try
{
    var settings = configuration.GetSection(PortalSettings.Section).Get<PortalSettings>() ?? new PortalSettings();
    await using var portal = await PortalProcess.StartAsync(settings, TimeProvider.System, null, CancellationToken.None);
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    Console.WriteLine($"Wattline portal on {portal.Url}");
    await stop.Task;
    return 0;

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.TrySetResult();
    }
}
catch (Exception refused) when (refused is PortalSettingsException or StoreOpenException or SchemaTooNewException or StoreUnavailableException)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}
