namespace Wattline.Cloud.Metering.Loss;

/// <summary>What meters told that speaks for tampering: counts over the time looked at.</summary>
/// <param name="VoltageWithoutCurrent">Readings with voltage and no current on a phase, while another carries some.</param>
/// <param name="ReverseEnergyKwh">Energy fed in where there is no generation.</param>
/// <param name="CoverOpened">Meter or terminal cover opened.</param>
/// <param name="MagneticFields">Strong magnetic fields.</param>
/// <param name="CurrentThroughOpenRelay">Current while the relay was open: a bypass.</param>
public sealed record SuspectSignals(int VoltageWithoutCurrent = 0, double ReverseEnergyKwh = 0, int CoverOpened = 0, int MagneticFields = 0, int CurrentThroughOpenRelay = 0);
