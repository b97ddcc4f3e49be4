using System.CommandLine;
using Wattline.Simulators.Lab.Capture;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Lab.Run;
using Wattline.Simulators.Lab.Serve;

var root = new RootCommand("Wattline's lab: a residential block, from the meter's wire to the cloud. Without a subcommand it runs the whole chain.")
{
    DecodeCommand.Create(),
    MetersCommand.Create(),
    CaptureCommand.Create(),
};
RunCommand.AddTo(root);
using var stop = new StopSignal();
// The library would kill the process two seconds after Ctrl+C; the chain delivers what is under way and reports.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token);
