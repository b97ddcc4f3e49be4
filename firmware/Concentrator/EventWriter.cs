using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware;

/// <summary>Journals the device's own events (docs/uplink.md).</summary>
public sealed class EventWriter
{
    private readonly string _name;
    private readonly IJournal _journal;
    private readonly IWallClock _clock;
    private readonly CborWriter _body = new CborWriter(new byte[128]);

    public EventWriter(string name, IJournal journal, IWallClock clock)
    {
        _name = name;
        _journal = journal;
        _clock = clock;
    }

    /// <summary>Opens an event; the items of its detail follow.</summary>
    public CborWriter Begin(string code, long counter, int details)
    {
        _body.Reset();
        _body.WriteArray(5);
        _body.WriteText(code);
        _body.WriteText(_name);
        _body.WriteUInt((ulong)counter);
        if (_clock.IsValid)
        {
            _body.WriteInt(_clock.UnixMilliseconds);
        }
        else
        {
            _body.WriteNull();
        }

        _body.WriteArray(details);
        return _body;
    }

    /// <summary>Opens an event of a meter; the items of its detail follow.</summary>
    /// <param name="plan">Version of the plan that the meter's index refers to.</param>
    /// <param name="start">Unix milliseconds; -1 when unknown.</param>
    public CborWriter BeginMeter(string code, int plan, int meter, long counter, long start, int details)
    {
        _body.Reset();
        _body.WriteArray(5);
        _body.WriteText(code);
        _body.WriteArray(2);
        _body.WriteUInt((ulong)plan);
        _body.WriteUInt((ulong)meter);
        _body.WriteUInt((ulong)counter);
        if (start < 0)
        {
            _body.WriteNull();
        }
        else
        {
            _body.WriteInt(start);
        }

        _body.WriteArray(details);
        return _body;
    }

    /// <summary>Appends the event that was begun, unless too many wait already; the caller commits, or comes again.</summary>
    public bool Append(long now) => !_journal.IsCrowded && AppendAlways(now);

    /// <summary>Appends an event on which the meaning of readings rests, or of which there are few: it does not wait.</summary>
    public bool AppendAlways(long now) =>
        !_body.Overflow && _journal.Append(Streams.Events, _body.Buffer, 0, _body.Position, now) != 0;
}
