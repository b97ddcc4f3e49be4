namespace Wattline.Cloud.Commands.Queue;

/// <summary>How far a command has come. The numbers are stored.</summary>
public enum CommandState
{
    /// <summary>It waits for its concentrator to be connected to a gateway.</summary>
    Queued = 0,

    /// <summary>It was given to a gateway.</summary>
    Sent = 1,

    /// <summary>The concentrator acknowledged its receipt (PUBACK).</summary>
    Delivered = 2,

    /// <summary>The concentrator answered it.</summary>
    Answered = 3,

    /// <summary>Its time was over before it was given out.</summary>
    Expired = 4,

    /// <summary>It was given to a gateway, and its time was over without any word on it: whether the concentrator has it is not known.</summary>
    Unconfirmed = 5,

    /// <summary>The gateway did not take it.</summary>
    Refused = 6,
}
