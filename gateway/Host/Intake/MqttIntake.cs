using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Host.Intake;

/// <summary>
/// Plugs the MQTT endpoint into the intake port: a ticket is an LSN. A concentrator that has used up its share of quarantine waits with
/// what it has, and so stops nobody else.
/// </summary>
internal sealed class MqttIntake(JournalLog journal, QuarantineStore quarantine, TimeProvider wall) : IMessageIntake
{
    private readonly IntakePort _port = new(journal, wall);
    private long _accepted;
    private volatile bool _closed;

    /// <summary>Messages taken.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <inheritdoc/>
    public long DurableTicket => journal.DurableLsn;

    /// <summary>Takes nothing any more: the journal is going.</summary>
    public void Close() => _closed = true;

    /// <inheritdoc/>
    public IntakeOutcome TryAccept(in InboundMessage message, out long ticket)
    {
        ticket = 0;
        if (_closed || quarantine.IsUsedUp(message.Topic)) return IntakeOutcome.NotNow;
        try
        {
            switch (_port.Accept(message.Topic, message.Payload, out ticket))
            {
                case AppendOutcome.Appended:
                    Interlocked.Increment(ref _accepted);
                    return IntakeOutcome.Accepted;
                case AppendOutcome.TooLarge:
                    return IntakeOutcome.Refused;
                default:
                    return IntakeOutcome.NotNow;
            }
        }
        catch (ObjectDisposedException)
        {
            return IntakeOutcome.NotNow; // The journal went between the two lines.
        }
    }

    /// <inheritdoc/>
    public IDisposable OnAdvance(Action callback)
    {
        quarantine.RoomMade += callback;
        return new Registration(journal.OnDurable(_ => callback()), journal.OnState(_ => callback()), () => quarantine.RoomMade -= callback);
    }

    private sealed class Registration(IDisposable first, IDisposable second, Action third) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
            third();
        }
    }
}
