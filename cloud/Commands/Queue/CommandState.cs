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

    /// <summary>The gateway, or the device, did not take it.</summary>
    Refused = 6,

    /// <summary>It waits for a second person.</summary>
    Proposed = 7,

    /// <summary>The device found it genuine, in time and newer than all before, and has written it down.</summary>
    Accepted = 8,

    /// <summary>The device is about to send it to the meter, or has sent it without a word from it.</summary>
    Pending = 9,

    /// <summary>The meter says that it did it.</summary>
    Done = 10,

    /// <summary>The meter's state proves it.</summary>
    Verified = 11,

    /// <summary>The customer may close by the meter's button; the relay is open.</summary>
    Allowed = 12,

    /// <summary>The relay is closed, and there is voltage.</summary>
    Closed = 13,

    /// <summary>It was tried, and not proved.</summary>
    Failed = 14,

    /// <summary>The second person turned it down.</summary>
    Rejected = 15,

    /// <summary>It was taken back, or a newer decision took its place, before it was sent.</summary>
    Cancelled = 16,
}
