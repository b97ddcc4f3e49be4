namespace Wattline.Tests.World.Kiosks;

/// <summary>The kiosk's computer stops here, in the middle of a call.</summary>
internal sealed class PowerCutException : Exception;
