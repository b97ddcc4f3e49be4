namespace Wattline.Tests.World.Relays;

/// <summary>How a meter's relay stood from a moment on.</summary>
/// <param name="AtMicros">Simulated time.</param>
/// <param name="IsOpen">The contact.</param>
/// <param name="IsTripped">What it was told last: to be open.</param>
/// <param name="KeepsPower">Whether it keeps power.</param>
internal sealed record RelayMoment(long AtMicros, bool IsOpen, bool IsTripped, bool KeepsPower);
