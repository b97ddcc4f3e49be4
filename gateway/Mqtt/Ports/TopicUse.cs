namespace Wattline.Gateway.Mqtt;

/// <summary>What is done with a message of a topic.</summary>
[Flags]
public enum TopicUse
{
    /// <summary>The identity may not publish it.</summary>
    None = 0,

    /// <summary>It goes to the intake and is acknowledged when it is durable there.</summary>
    Journal = 1,

    /// <summary>It goes to those who subscribed to it.</summary>
    Route = 2,

    /// <summary>It is retained if its publisher asks for it.</summary>
    Retain = 4,
}
