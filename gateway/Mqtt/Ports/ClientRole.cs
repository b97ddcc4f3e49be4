namespace Wattline.Gateway.Mqtt;

/// <summary>What kind of client an identity is.</summary>
public enum ClientRole
{
    None,

    /// <summary>A concentrator: its own subtrees only.</summary>
    Device,

    /// <summary>A person or tool that watches: subscribes to its patterns, publishes nothing.</summary>
    Operator,
}
