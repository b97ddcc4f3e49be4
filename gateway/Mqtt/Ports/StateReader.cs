namespace Wattline.Gateway.Mqtt;

/// <summary>Takes a value that was kept; both spans are valid during the call only.</summary>
public delegate void StateReader(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
