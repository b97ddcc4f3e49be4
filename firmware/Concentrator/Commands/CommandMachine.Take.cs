using System;
using Wattline.Firmware.Security;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Commands;

/// <summary>What comes down: looked at in this order, and refused by the first rule that it breaks.</summary>
public sealed partial class CommandMachine
{
    /// <summary>Stands for the concentrator itself in the table of decisions.</summary>
    private const int NoLine = 255;

    private const long Hour = 3600000;

    private readonly byte[][] _inbox = new byte[CommandLimits.InboxMax][];
    private readonly byte[] _nobody = new byte[6];
    private readonly byte[] _code = new byte[Sha256.Bytes];
    private HmacSha256 _hmac;
    private long _hmacKey = -1;
    private int _inboxHead;
    private int _inboxCount;
    private int _orphans;
    private long _unsignedSince = long.MinValue;
    private int _unsigned;

    /// <summary>Keeps what came for the next step; one too many is dropped, and counted.</summary>
    public void Offer(byte[] payload, int offset, int count)
    {
        if (_inboxCount == CommandLimits.InboxMax)
        {
            Dropped++;
            return;
        }

        var copy = new byte[count];
        Array.Copy(payload, offset, copy, 0, count);
        _inbox[(_inboxHead + _inboxCount) % CommandLimits.InboxMax] = copy;
        _inboxCount++;
        NextWake = 0;
    }

    /// <summary>Looks at the oldest. False when the flash refused: it is looked at again.</summary>
    private bool TakeNext(long now)
    {
        // :: [1, id, type, [key, signed, code]]
        var bytes = _inbox[_inboxHead];
        _reader.Reset(bytes, 0, bytes.Length);
        var ours = _reader.ReadArray() == 4 && _reader.ReadUInt() == 1;
        var id = _reader.ReadInt();
        var type = _reader.ReadUInt();
        if (!ours || _reader.Failed || id < 1)
        {
            Dropped++;
            return true;
        }

        ours = _reader.ReadArray() == 3;
        var key = _reader.ReadInt();
        var signed = _reader.ReadBytes();
        var code = _reader.ReadBytes();
        if (!ours || !_reader.AtEnd || code.Length != CommandLimits.CodeBytes)
        {
            return RefuseUnsigned(id, CommandReason.Malformed, now);
        }

        if (!HasKey(key))
        {
            return RefuseUnsigned(id, CommandReason.Key, now);
        }

        _hmac.Begin();
        _hmac.Add(signed, 0, signed.Length);
        _hmac.Finish(_code, 0);
        if (!HmacSha256.AreEqual(_code, 0, code, 0, code.Length))
        {
            return RefuseUnsigned(id, CommandReason.Signature, now);
        }

        // :: From here on it is the cloud that speaks.
        if (!_message.Read(signed, 0, signed.Length, true))
        {
            return RefuseUnsigned(id, CommandReason.Malformed, now);
        }

        var reason = Fault(id, type, signed.Length);
        return reason == CommandReason.None ? TakeSigned(signed, now) : Refuse(reason, now);
    }

    private bool HasKey(long number)
    {
        if (number == _hmacKey)
        {
            return true;
        }

        var key = _keys == null || number < 0 ? null : _keys.Key(number);
        if (key == null)
        {
            return false;
        }

        _hmac = new HmacSha256(key);
        _hmacKey = number;
        return true;
    }

    /// <summary>What is wrong with a message by itself.</summary>
    private int Fault(long id, ulong type, int length)
    {
        if (_message.Concentrator != _name)
        {
            return CommandReason.NotThis;
        }

        if (_message.Id != id || (ulong)_message.Type != type)
        {
            return CommandReason.Malformed;
        }

        if (_message.Type is < CommandType.First or > CommandType.Last)
        {
            return CommandReason.UnknownType;
        }

        if (_message.HasMeter != CommandType.IsOfMeter(_message.Type)
            || (length > CommandLimits.SignedBytesMax && _message.Type != CommandType.ChangePlan))
        {
            return CommandReason.Malformed;
        }

        if (_message.HasMeter && !_message.IsOneMeter)
        {
            return CommandReason.Wildcard;
        }

        return _message.HasMeter && (_message.Line >= _lines || !_message.IsSpoken) ? CommandReason.Line : CommandReason.None;
    }

    private bool TakeSigned(byte[] signed, long now)
    {
        var address = _message.HasMeter ? _message.Address : _nobody;
        var line = _message.HasMeter ? _message.Line : NoLine;
        var place = _decisions.Find(address, line);
        if (place >= 0 && _message.Decision < _decisions.Decision(place))
        {
            return Refuse(CommandReason.LowerDecision, now);
        }

        if (place >= 0 && _message.Decision == _decisions.Decision(place))
        {
            if (_decisions.Id(place) != _message.Id)
            {
                return Refuse(CommandReason.OtherCommand, now);
            }

            if (CommandState.IsEnd(_decisions.State(place)) || IsOpen(place))
            {
                return Repeat(place, now);
            }
        }

        if (place < 0)
        {
            place = _decisions.Room(_clock.IsValid ? _clock.UnixMilliseconds : 0);
        }

        var free = Free();
        if (place < 0 || free == null || !_journal.CanKeep(StateKeys.FirstOpenCommand + free.Slot, 1 + signed.Length))
        {
            return Refuse(CommandReason.Busy, now);
        }

        var state = CommandState.Refused;
        var reason = Fill(free, signed, place);
        if (_clock.IsValid && _message.Expires <= _clock.UnixMilliseconds)
        {
            state = CommandState.Expired;
            reason = CommandReason.Expired;
        }
        else if (_clock.IsValid && _message.Expires - _clock.UnixMilliseconds > CommandLimits.AheadMax)
        {
            reason = CommandReason.TooFar;
        }
        else if (!_clock.IsValid && NeedsClock(free))
        {
            reason = CommandReason.NoClock;
        }

        return reason == CommandReason.None ? Accept(free, address, line, now) : RefuseForGood(place, address, line, state, reason, now);
    }

    /// <summary>The decision counts as taken: nothing older is obeyed after it, and it itself never.</summary>
    private bool RefuseForGood(int place, byte[] address, int line, int state, int reason, long now)
    {
        if (!_decisions.Take(place, address, line, _message, state, reason)
            || !_results.Append(_message.Id, _message.Decision, state, reason, null, null, now))
        {
            return false;
        }

        Supersede(place);
        _dirty = true;
        Refused++;
        return true;
    }

    private bool Accept(OpenCommand command, byte[] address, int line, long now)
    {
        if (!_decisions.Take(command.Place, address, line, _message, CommandState.Accepted, CommandReason.None)
            || !Keep(command, CommandState.Accepted)
            || !_results.Append(command.Id, command.Decision, CommandState.Accepted, CommandReason.None, null, null, now))
        {
            return false;
        }

        Supersede(command.Place);
        command.State = CommandState.Accepted;
        command.At = now;
        command.IsUsed = true;
        _dirty = true;
        Accepted++;
        return true;
    }

    private void Supersede(int place)
    {
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i].IsUsed && _open[i].Place == place)
            {
                _open[i].IsSuperseded = true;
                _open[i].At = 0;
            }
        }
    }

    /// <summary>A command that was taken before is answered by how it stands.</summary>
    private bool Repeat(int place, long now)
    {
        if (!_results.Append(_message.Id, _message.Decision, _decisions.State(place), _decisions.Reason(place), null, null, now))
        {
            return false;
        }

        _dirty = true;
        return true;
    }

    private bool Refuse(int reason, long now)
    {
        if (!_results.Append(_message.Id, _message.Decision, CommandState.Refused, reason, null, null, now))
        {
            return false;
        }

        _dirty = true;
        Refused++;
        return true;
    }

    /// <summary>Nobody knows who sent it: it is told without a decision, and not told without end.</summary>
    private bool RefuseUnsigned(long id, int reason, long now)
    {
        if (_unsignedSince == long.MinValue || now - _unsignedSince >= Hour)
        {
            _unsignedSince = now;
            _unsigned = 0;
        }

        if (_unsigned < CommandLimits.UnsignedOfHourMax)
        {
            if (!_results.Append(id, 0, CommandState.Refused, reason, null, null, now))
            {
                return false;
            }

            _dirty = true;
        }

        _unsigned++;
        Refused++;
        return true;
    }

    private OpenCommand Free()
    {
        for (var i = 0; i < _open.Length; i++)
        {
            if (!_open[i].IsUsed)
            {
                return _open[i];
            }
        }

        return null;
    }

    private void EndOrphans(long now)
    {
        for (var place = 0; _orphans > 0 && place < DecisionTable.Capacity && _decisions.IsUsed(place); place++)
        {
            if (CommandState.IsEnd(_decisions.State(place)) || IsOpen(place))
            {
                continue;
            }

            if (!_decisions.Move(place, CommandState.Failed, CommandReason.Restarted)
                || !_results.Append(_decisions.Id(place), _decisions.Decision(place), CommandState.Failed, CommandReason.Restarted, null, null, now))
            {
                return;
            }

            _orphans--;
            _dirty = true;
        }

        _orphans = 0;
    }
}
