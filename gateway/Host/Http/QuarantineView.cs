namespace Wattline.Gateway.Host.Http;

/// <summary>A quarantined message as operators see it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="ReceivedAt">When the gateway received it.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="PayloadHex">Its bytes.</param>
public sealed record QuarantineView(long Id, string Stream, string Reason, DateTimeOffset ReceivedAt, string Topic, int Bytes, string PayloadHex);
