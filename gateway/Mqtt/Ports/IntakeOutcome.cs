namespace Wattline.Gateway.Mqtt;

/// <summary>What the intake did with a message.</summary>
public enum IntakeOutcome
{
    None,

    /// <summary>Taken; it is durable when <see cref="IMessageIntake.DurableTicket"/> reaches its ticket.</summary>
    Accepted,

    /// <summary>Not now (a full disk, a full buffer, a stopped log): the client is not read further until the intake advances.</summary>
    NotNow,

    /// <summary>Never: the connection is closed, for 3.1.1 has no other answer.</summary>
    Refused,
}
