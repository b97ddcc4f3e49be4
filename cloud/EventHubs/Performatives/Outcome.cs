namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>What became of a delivery (OASIS AMQP 1.0, 3.4).</summary>
public enum Outcome
{
    /// <summary>Nothing was said: settled without a state, or not known.</summary>
    None,

    /// <summary>A part arrived; not an end.</summary>
    Received,

    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>Refused, with an error.</summary>
    Rejected,

    /// <summary>Not taken; as if never sent.</summary>
    Released,

    /// <summary>Not taken, perhaps tried.</summary>
    Modified,
}
