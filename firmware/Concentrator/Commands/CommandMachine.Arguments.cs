using System;
using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Commands;

/// <summary>Arguments, by type (docs/uplink.md); and what the flash kept, taken up again.</summary>
public sealed partial class CommandMachine
{
    private const int Read = 0x11;
    private const int ReadFollowing = 0x12;
    private const int ReadAddress = 0x13;
    private const int SecurityFrame = 0x03;
    private const int WriteFrame = 0x14;
    private const int RelayFrame = 0x1C;
    private const int ControlMax = 0x1F;
    private const int FrameBytesMax = 200;

    /// <summary>Levels of a meter's security module: what follows is enciphered, and carries its own code.</summary>
    private const int SecurityLevel = 0x98;

    private const long PatienceDefault = 60000;
    private const int ZoneMax = 14 * 60;

    /// <summary>Fills a free place with the message that was read last.</summary>
    /// <returns>Why its argument is refused, of <see cref="CommandReason"/>.</returns>
    private int Fill(OpenCommand command, byte[] signed, int place)
    {
        command.Clear();
        command.Signed = signed;
        command.Place = place;
        command.Id = _message.Id;
        command.Type = _message.Type;
        command.Line = _message.HasMeter ? _message.Line : NoLine;
        command.Baud = _message.Baud;
        command.Decision = _message.Decision;
        command.Expires = _message.Expires;
        command.Argument = _message.Argument;
        command.Order = RelayOrder.Of(command.Type);
        Array.Copy(_message.HasMeter ? _message.Address : _nobody, 0, command.Address, 0, 6);
        Open(command);
        var reason = ReadArgument(command);
        return _reader.Failed && reason == CommandReason.None ? CommandReason.Malformed : reason;
    }

    /// <summary>The reader at the start of a command's argument.</summary>
    private void Open(OpenCommand command) =>
        _reader.Reset(command.Signed, command.Argument, command.Signed.Length - command.Argument);

    private int ReadArgument(OpenCommand command)
    {
        switch (command.Type)
        {
            case CommandType.ReadNow:
                return ReadIdentifiers(_reader.ReadArray());
            case CommandType.ReadRange:
                return _reader.ReadArray() == 2 && _reader.ReadUInt() <= uint.MaxValue && IsCount(_reader.ReadUInt()) ? CommandReason.None : CommandReason.Malformed;
            case CommandType.SetClock:
                return _reader.ReadArray() == 2 && ReadRights(command) && ReadZone(command) ? CommandReason.None : CommandReason.Malformed;
            case CommandType.ChangePlan:
                var isPlan = _reader.IsBytesNext;
                _reader.SkipItem();
                return isPlan ? CommandReason.None : CommandReason.Malformed;
            case CommandType.Transparent:
                return ReadTransparent();
            case CommandType.Security:
                return ReadSecurity(command);
            case CommandType.Discover:
                return ReadDiscover(command, false);
            case CommandType.Freeze:
                return ReadFreeze(out _, out _);
            case CommandType.Reboot:
                return !_reader.TryReadNull() ? CommandReason.Malformed : _restart == null ? CommandReason.NotSupported : CommandReason.None;
            default:
                return _reader.ReadArray() == 3 && ReadRights(command) && ReadZone(command) && ReadPatience(command) ? CommandReason.None : CommandReason.Malformed;
        }
    }

    /// <summary>[identifier …]</summary>
    private int ReadIdentifiers(int count)
    {
        var good = IsCount(count < 0 ? 0 : (ulong)count);
        for (var i = 0; i < count && !_reader.Failed; i++)
        {
            good &= _reader.ReadUInt() <= uint.MaxValue;
        }

        return good ? CommandReason.None : CommandReason.Malformed;
    }

    private static bool IsCount(ulong count) => count is > 0 and <= CommandLimits.ReadsMax;

    private bool ReadRights(OpenCommand command)
    {
        var rights = _reader.ReadBytes();
        if (rights == null || rights.Length != command.Rights.Length)
        {
            return false;
        }

        Array.Copy(rights, 0, command.Rights, 0, rights.Length);
        return true;
    }

    private bool ReadZone(OpenCommand command)
    {
        var zone = _reader.ReadInt();
        command.Zone = (int)(zone is > ZoneMax or < -ZoneMax ? 0 : zone);
        return command.Zone == zone;
    }

    private bool ReadPatience(OpenCommand command)
    {
        var seconds = _reader.ReadUInt();
        command.Patience = seconds == 0 ? PatienceDefault : (long)seconds * 1000;
        return seconds <= CommandLimits.PatienceMax;
    }

    /// <summary>[released, control, repeated, expected, data]. Relays and security modules have commands of their own, and 1DH and 1EH none.</summary>
    private int ReadTransparent()
    {
        var good = _reader.ReadArray() == 5;
        var released = _reader.ReadUInt();
        var control = _reader.ReadUInt();
        good &= ReadFrame(control, released <= 1);
        var reads = control is Read or ReadFollowing or ReadAddress;
        return !good ? CommandReason.Malformed
            : control is RelayFrame or SecurityFrame || (!reads && released == 0) ? CommandReason.NotReleased : CommandReason.None;
    }

    /// <summary>
    /// [order, patience, control, repeated, expected, data]: 03H, or a relay frame or a write whose level says that it is
    /// enciphered. What is inside is the module's and the meter's; the order says what must be seen afterwards.
    /// </summary>
    private int ReadSecurity(OpenCommand command)
    {
        var good = _reader.ReadArray() == 6;
        var order = _reader.ReadUInt();
        good &= ReadPatience(command);
        var control = _reader.ReadUInt();
        var start = _reader.Position;
        good &= ReadFrame(control, order <= byte.MaxValue);
        if (!good || _reader.Failed)
        {
            return CommandReason.Malformed;
        }

        _reader.Reset(command.Signed, start, command.Signed.Length - start);
        _reader.ReadUInt();
        _reader.ReadUInt();
        var data = _reader.ReadBytes();
        var levelAt = control == WriteFrame ? 4 : 0;
        var sealedFrame = data.Length > levelAt && data[levelAt] >= SecurityLevel;
        command.Order = (int)order;
        var known = order == RelayOrder.None || RelayOrder.IsKnown((int)order);
        var may = control == SecurityFrame || (control == WriteFrame && sealedFrame)
            || (control == RelayFrame && sealedFrame && order != RelayOrder.None);
        return known && may ? CommandReason.None : CommandReason.NotReleased;
    }

    /// <summary>repeated, expected, data: behind the control code.</summary>
    private bool ReadFrame(ulong control, bool good)
    {
        var repeated = _reader.ReadUInt();
        var expected = _reader.ReadUInt();
        var data = _reader.ReadBytes();
        return good && control is > 0 and <= ControlMax && data != null && data.Length <= FrameBytesMax
            && repeated <= (ulong)data.Length && repeated <= 4 && expected <= FrameBytesMax;
    }

    /// <summary>Whether a command may be begun only in a time that is known: everything that does not merely read.</summary>
    private bool NeedsClock(OpenCommand command)
    {
        if (command.Type is CommandType.ReadNow or CommandType.ReadRange or CommandType.Discover)
        {
            return false;
        }

        if (command.Type != CommandType.Transparent)
        {
            return true;
        }

        Open(command);
        _reader.ReadArray();
        return _reader.ReadUInt() != 0;
    }

    /// <summary>Takes up a command that the flash kept.</summary>
    private void Load(OpenCommand command, byte[] kept, long now)
    {
        var signed = new byte[kept.Length - 1];
        Array.Copy(kept, 1, signed, 0, signed.Length);
        if (!_message.Read(signed, 0, signed.Length, true))
        {
            return;
        }

        var address = _message.HasMeter ? _message.Address : _nobody;
        var place = _decisions.Find(address, _message.HasMeter ? _message.Line : NoLine);
        if (place < 0)
        {
            return;
        }

        Fill(command, signed, place);
        command.State = kept[0];
        command.IsUsed = true;
        command.IsSuperseded = _decisions.Decision(place) != command.Decision || _decisions.Id(place) != command.Id;
        command.At = now;
        command.WasRestarted = true;
    }
}
