using System.CommandLine;
using Wattline.Simulators.EventHub.Host;

var root = ServeCommand.Create();
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
