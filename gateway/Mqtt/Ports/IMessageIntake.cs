namespace Wattline.Gateway.Mqtt;

/// <summary>Makes messages durable. Called from many threads.</summary>
public interface IMessageIntake
{
    /// <summary>Every message whose ticket is at or below this is durable and may be acknowledged. Never decreases.</summary>
    long DurableTicket { get; }

    /// <summary>Takes a message. Tickets grow in the order of acceptance.</summary>
    IntakeOutcome TryAccept(in InboundMessage message, out long ticket);

    /// <summary>Has a callback called after each advance of <see cref="DurableTicket"/> and whenever messages are taken again after <see cref="IntakeOutcome.NotNow"/>. It is short and does not wait.</summary>
    IDisposable OnAdvance(Action callback);
}
