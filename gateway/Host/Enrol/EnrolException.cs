namespace Wattline.Gateway.Host.Enrol;

/// <summary>Why nothing was enrolled, for whoever typed the command.</summary>
public sealed class EnrolException(string reason) : Exception(reason);
