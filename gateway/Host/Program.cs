using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Enrol;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;

if (args is ["enrol", .. var enrolment]) return EnrolCommand.Run(enrolment, Console.Out, Console.Error, TimeProvider.System);

// What arrives is taken on the thread that heard of it, without a hop through the thread pool for each message: nothing in the endpoint
// waits, and what takes long (a handshake, a password, an operator's question) goes to the pool by itself. Read before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", $"{Math.Max(1, Environment.ProcessorCount / 2)}");

// Settings: gateway.json beside the program's working directory, WATTLINE_ variables (Mqtt__Port), then --Mqtt:Port=1883.
var configuration = new ConfigurationBuilder()
    .AddJsonFile(Path.GetFullPath("gateway.json"), optional: true)
    .AddEnvironmentVariables("WATTLINE_")
    .AddCommandLine(args)
    .Build();
using var logs = LoggerFactory.Create(logging => logging
    .AddFilter("Microsoft", LogLevel.Warning)
    .AddSimpleConsole(console => console.SingleLine = true));
try
{
    await using var gateway = await GatewayProcess.StartAsync(SettingsReader.Read(configuration), TimeProvider.System, logs, CancellationToken.None);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOn);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOn);
    await gateway.Ended;
    return Environment.ExitCode;

    void StopOn(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = Task.Run(gateway.StopAsync);
    }
}
catch (Exception fault) when (fault is SettingsException or CredentialsFileException or TlsFilesException or JournalDamagedException or IOException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}
