using Wattline.Firmware.Cbor;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>Reads, frames passed through, and the meter's clock.</summary>
public sealed partial class CommandMachine
{
    private const uint ClockDate = 0x04000101;
    private const uint ClockTime = 0x04000102;
    private const int Day = 86400;

    private readonly CborWriter _data = new CborWriter(new byte[CommandLimits.DataBytesMax]);
    private readonly CborWriter _item = new CborWriter(new byte[Dlt645Limits.AssembledMax + 32]);
    private readonly byte[] _date = new byte[4];
    private readonly byte[] _clockTime = new byte[3];
    private OpenCommand _reading;

    private bool AskRead(OpenCommand command, MeterQuestion question, long now)
    {
        // One command at a time gathers data; the others wait for it.
        if ((_reading != null && _reading != command) || !Begun(command, now))
        {
            command.At = now + CommandLimits.Retry;
            return false;
        }

        if (_reading == null)
        {
            _reading = command;
            _data.Reset();
        }

        question.Read(IdentifierOf(command), 64);
        return true;
    }

    /// <summary>Writes that it is about to be sent.</summary>
    private bool Begun(OpenCommand command, long now) =>
        command.State != CommandState.Accepted || (Move(command, CommandState.Pending, CommandReason.None, null, now) && Settle(now));

    private uint IdentifierOf(OpenCommand command)
    {
        Open(command);
        var count = _reader.ReadArray();
        if (command.Type == CommandType.ReadRange)
        {
            return (uint)_reader.ReadUInt() + (uint)command.Item;
        }

        for (var i = 0; i < command.Item && i < count; i++)
        {
            _reader.ReadUInt();
        }

        return (uint)_reader.ReadUInt();
    }

    private int CountOf(OpenCommand command)
    {
        Open(command);
        var count = _reader.ReadArray();
        if (command.Type == CommandType.ReadNow)
        {
            return count;
        }

        _reader.ReadUInt();
        return (int)_reader.ReadUInt();
    }

    private void OverRead(OpenCommand command, MeterQuestion question, long now)
    {
        if (question.Outcome is Dlt645Outcome.Silent or Dlt645Outcome.Noise && !IsHopeless(command, now))
        {
            return;
        }

        command.Tries = 0;
        command.At = now;
        _item.Reset();
        WriteItem(question, IdentifierOf(command));
        if (_data.Position + _item.Position > _data.Buffer.Length)
        {
            // A part: what follows has a result of its own.
            if (!Move(command, CommandState.Pending, CommandReason.None, _data, now))
            {
                return;
            }

            _data.Reset();
        }

        _data.WriteRaw(_item.Buffer, 0, _item.Position);
        command.Item++;
        if (command.Item < CountOf(command))
        {
            return;
        }

        Finish(command, question, now);
    }

    /// <summary>[identifier, bytes] or [identifier, null, reason].</summary>
    private void WriteItem(MeterQuestion question, uint identifier)
    {
        var answered = question.Outcome == Dlt645Outcome.Answered;
        _item.WriteArray(answered ? 2 : 3);
        _item.WriteUInt(identifier);
        if (answered)
        {
            _item.WriteBytes(question.Answer, 0, question.AnswerLength);
            return;
        }

        _item.WriteNull();
        _item.WriteText(CommandReason.NameOf(ReasonOf(question)));
    }

    /// <summary>Done when there is anything; failed when a single question found nobody.</summary>
    private void Finish(OpenCommand command, MeterQuestion question, long now)
    {
        var silent = question.Outcome is Dlt645Outcome.Silent or Dlt645Outcome.Noise && command.Item <= 1;
        if (Move(command, silent ? CommandState.Failed : CommandState.Done, silent ? ReasonOf(question) : CommandReason.None, _data, now))
        {
            Drop(command, now);
        }
    }

    private bool AskFrame(OpenCommand command, MeterQuestion question, long now)
    {
        if (NeedsClock(command) && (!_clock.IsValid || IsOver(command)))
        {
            End(command, CommandState.Expired, _clock.IsValid ? CommandReason.Expired : CommandReason.NoClock, now);
            return false;
        }

        if (!Begun(command, now))
        {
            Later(command, now);
            return false;
        }

        FillSealed(command, question);
        return true;
    }

    /// <summary>Puts the frame of the argument into a question, as it is.</summary>
    private void FillSealed(OpenCommand command, MeterQuestion question)
    {
        Open(command);
        _reader.ReadArray();
        _reader.ReadUInt();
        if (command.Type == CommandType.Security)
        {
            _reader.ReadUInt();
        }

        var control = (int)_reader.ReadUInt();
        var repeated = (int)_reader.ReadUInt();
        var expected = (int)_reader.ReadUInt();
        var data = _reader.ReadBytes();
        question.Begin(control, repeated, expected);
        question.Put(data, 0, data.Length);
    }

    private void OverFrame(OpenCommand command, MeterQuestion question, long now)
    {
        // What does not merely read is asked once: whether it was done is not known without an answer.
        if (question.Outcome is Dlt645Outcome.Silent or Dlt645Outcome.Noise
            && question.Control is Read or ReadFollowing or ReadAddress && !IsHopeless(command, now))
        {
            return;
        }

        var answered = question.Outcome == Dlt645Outcome.Answered;
        command.Word.ErrorBits = question.Outcome == Dlt645Outcome.Refused ? question.ErrorBits : 0;
        _item.Reset();
        if (answered)
        {
            _item.WriteBytes(question.Answer, 0, question.AnswerLength);
        }

        var state = answered ? CommandState.Done : question.Outcome == Dlt645Outcome.Refused ? CommandState.Refused : CommandState.Failed;
        if (Move(command, state, answered ? CommandReason.None : ReasonOf(question), answered ? _item : null, now))
        {
            Drop(command, now);
        }
    }

    // Stages: 0 and 1 read date and time, 2 and 3 write them, 4 and 5 read them back.
    private bool AskClock(OpenCommand command, MeterQuestion question, long now)
    {
        if (!_clock.IsValid || (command.Stage < 4 && IsOver(command)))
        {
            End(command, CommandState.Expired, _clock.IsValid ? CommandReason.Expired : CommandReason.NoClock, now);
            return false;
        }

        var shown = (_clock.UnixMilliseconds / 1000) + (command.Zone * 60L);
        var ofDay = shown % Day;
        if (command.Stage is 2 or 3 && (ofDay < CommandLimits.MidnightGuard || ofDay > Day - CommandLimits.MidnightGuard))
        {
            command.At = now + CommandLimits.LookMax;
            return false;
        }

        if (command.Stage is not (2 or 3))
        {
            question.Read(command.Stage % 2 == 0 ? ClockDate : ClockTime, command.Stage % 2 == 0 ? 4 : 3);
            return true;
        }

        if (!Begun(command, now) || !_time.Set(shown))
        {
            Later(command, now);
            return false;
        }

        question.Begin(WriteFrame, 0, 0);
        question.PutIdentifier(command.Stage == 2 ? ClockDate : ClockTime);
        question.Put(command.Rights, 0, command.Rights.Length);
        if (command.Stage == 2)
        {
            question.Put(MeterTime.Bcd(_time.Weekday));
            question.Put(MeterTime.Bcd(_time.Day));
            question.Put(MeterTime.Bcd(_time.Month));
            question.Put(MeterTime.Bcd(_time.Year));
        }
        else
        {
            question.Put(MeterTime.Bcd(_time.Second));
            question.Put(MeterTime.Bcd(_time.Minute));
            question.Put(MeterTime.Bcd(_time.Hour));
        }

        return true;
    }

    private void OverClock(OpenCommand command, MeterQuestion question, long now)
    {
        if (question.Outcome is Dlt645Outcome.Silent or Dlt645Outcome.Noise)
        {
            if (IsHopeless(command, now))
            {
                End(command, CommandState.Failed, ReasonOf(question), now);
            }

            return;
        }

        command.Tries = 0;
        if (question.Outcome == Dlt645Outcome.Refused)
        {
            command.Word.ErrorBits = question.ErrorBits;
            End(command, CommandState.Refused, ReasonOf(question), now);
            return;
        }

        var into = command.Stage % 2 == 0 ? _date : _clockTime;
        if (command.Stage is not (2 or 3))
        {
            System.Array.Copy(question.Answer, 0, into, 0, into.Length <= question.AnswerLength ? into.Length : 0);
        }

        command.Stage++;
        if (command.Stage == 2)
        {
            command.Until = OffBy(command); // The offset before, seconds.
        }
        else if (command.Stage == 4)
        {
            Move(command, CommandState.Done, CommandReason.None, null, now);
        }
        else if (command.Stage == 6)
        {
            var after = OffBy(command);
            var good = after is <= CommandLimits.ClockTolerance and >= -CommandLimits.ClockTolerance;
            _item.Reset();
            _item.WriteInt(command.Until);
            _item.WriteInt(after);
            if (Move(command, good ? CommandState.Verified : CommandState.Failed, good ? CommandReason.None : CommandReason.NotObeyed, _item, now))
            {
                Drop(command, now);
            }
            else
            {
                command.Stage = 4;
            }
        }
    }

    /// <summary>Seconds by which the meter's clock, as read last, is ahead of ours; one that shows no time is a century off.</summary>
    private long OffBy(OpenCommand command)
    {
        var shown = MeterTime.Seconds(_date, _clockTime);
        return shown < 0 ? 36525L * Day : shown - ((_clock.UnixMilliseconds / 1000) + (command.Zone * 60L));
    }
}
