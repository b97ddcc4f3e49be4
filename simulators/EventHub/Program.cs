using System.CommandLine;
using System.Runtime.InteropServices;
using Wattline.Simulators.EventHub.Host;

using var stop = new CancellationTokenSource();
void Asked(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Asked);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Asked);
return await ServeCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token);
