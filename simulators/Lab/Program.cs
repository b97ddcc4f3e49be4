using System.CommandLine;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Lab.Serve;

return new RootCommand("Wattline's lab: a residential block, from the meter's wire to the cloud.")
{
    DecodeCommand.Create(),
    MetersCommand.Create(),
}.Parse(args).Invoke();
