using System.CommandLine;
using Wattline.Simulators.Lab.Decode;

return new RootCommand("Wattline's lab: a residential block, from the meter's wire to the cloud.")
{
    DecodeCommand.Create(),
}.Parse(args).Invoke();
