using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Commands;

/// <summary>Journals results: [id, decision, state, reason, facts, data] (docs/uplink.md).</summary>
internal sealed class ResultWriter
{
    private readonly IJournal _journal;
    private readonly CborWriter _body = new CborWriter(new byte[CommandLimits.DataBytesMax + 128]);

    public ResultWriter(IJournal journal)
    {
        _journal = journal;
    }

    /// <summary>Appends a result; the caller commits.</summary>
    /// <param name="id">The command's.</param>
    /// <param name="decision">The command's; 0 when nobody signed what is answered.</param>
    /// <param name="state">One of <see cref="CommandState"/>.</param>
    /// <param name="reason">One of <see cref="CommandReason"/>.</param>
    /// <param name="word">What the meter showed, or null.</param>
    /// <param name="data">What was read, CBOR items one after the other, or null.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    /// <returns>False when the flash refused.</returns>
    public bool Append(long id, long decision, int state, int reason, MeterWord word, CborWriter data, long now)
    {
        _body.Reset();
        _body.WriteArray(6);
        _body.WriteInt(id);
        Write(decision, decision > 0);
        _body.WriteUInt((ulong)state);
        if (reason == CommandReason.None)
        {
            _body.WriteNull();
        }
        else
        {
            _body.WriteText(CommandReason.NameOf(reason));
        }

        if (word == null || (word.StatusWord < 0 && word.ErrorBits == 0))
        {
            _body.WriteNull();
        }
        else
        {
            _body.WriteArray(4);
            Write(word.StatusWord, word.StatusWord >= 0);
            Write(word.Milliamperes, word.Milliamperes >= 0);
            Write(word.Decivolts, word.Decivolts >= 0);
            _body.WriteUInt((ulong)word.ErrorBits);
        }

        if (data == null || data.Position == 0)
        {
            _body.WriteNull();
        }
        else
        {
            _body.WriteBytes(data.Buffer, 0, data.Position);
        }

        return !_body.Overflow && _journal.Append(Streams.Results, _body.Buffer, 0, _body.Position, now) != 0;
    }

    private void Write(long value, bool isKnown)
    {
        if (isKnown)
        {
            _body.WriteInt(value);
        }
        else
        {
            _body.WriteNull();
        }
    }
}
