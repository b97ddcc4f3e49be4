namespace Wattline.Gateway.Mqtt;

/// <summary>A WebSocket brought text.</summary>
internal sealed class NotBinaryException() : IOException("MQTT over WebSocket is binary (6.0.0-1).");
