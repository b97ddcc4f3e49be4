namespace Wattline.Gateway.Mqtt;

/// <summary>Whether a packet could be cut out of the stream.</summary>
internal enum FrameStatus
{
    NeedMore,
    Complete,
    TooLarge,
    BadRemainingLength,
}
