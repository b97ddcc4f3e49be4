namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>The concentrator stops here, in the middle of a call.</summary>
internal sealed class PowerCut : Exception;
