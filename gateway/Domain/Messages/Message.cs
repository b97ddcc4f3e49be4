namespace Wattline.Gateway.Domain;

/// <summary>A message of a concentrator, understood.</summary>
public abstract class Message
{
    /// <summary>Who sent it, and where it stands in its stream.</summary>
    public MessageHeader Header { get; set; }
}
