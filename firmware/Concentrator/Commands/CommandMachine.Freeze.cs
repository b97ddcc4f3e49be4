using Wattline.Firmware.Cbor;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Commands;

/// <summary>
/// All meters of a line at one instant: "freeze now" to everybody (16H 99999999), which nobody answers, and then each
/// meter's own record of it. What is not dated by this freeze is not taken for it.
/// </summary>
public sealed partial class CommandMachine
{
    private const uint FreezeStamp = 0x05010001;
    private const int StampBytes = 5;
    private const int FreezeBytes = 64;
    private const int StageSay = 0;
    private const int StageStamp = 1;
    private const int StageRecord = 2;

    private readonly byte[] _everybody = { 0x99, 0x99, 0x99, 0x99, 0x99, 0x99 };
    private readonly CborWriter _frozen = new CborWriter(new byte[CommandLimits.DataBytesMax]);
    private OpenCommand _freezing;
    private Plan _freezePlan;
    private int _freezeLine;
    private uint _freezeRecord;
    private int _freezeStage;
    private int _freezeMeter;
    private int _freezeTries;
    private int _freezeAsked;
    private int _freezeDated;
    private long _freezeStampedAt;
    private long _frozenAt;
    private long[] _frozenLast;
    private bool _freezeOnWire;
    private long _freezeBeganAt;
    private long _freezeAt;
    private long _freezeRestAt;
    private bool _freezeIsTold;

    /// <summary>[line, identifier]: a record of the newest instantaneous freeze, 05 01 xx 01.</summary>
    private int ReadFreeze(out int line, out uint identifier)
    {
        var good = _reader.ReadArray() == 2;
        var index = _reader.ReadUInt();
        var record = _reader.ReadUInt();
        line = (int)index;
        identifier = (uint)record;
        good &= (record & 0xFFFF00FF) == FreezeStamp && record <= uint.MaxValue && record != FreezeStamp;
        return !good || _reader.Failed ? CommandReason.Malformed : index >= (ulong)_lines ? CommandReason.Line : CommandReason.None;
    }

    private void StepFreeze(OpenCommand command, long now)
    {
        if (_freezing == command)
        {
            if (IsOver(command) || _plans.InUse != _freezePlan || _freezeMeter >= _freezePlan.Meters)
            {
                EndFreeze(command, now);
            }

            return;
        }

        if (_freezing != null || _freezeOnWire)
        {
            return; // One after the other.
        }

        if (!_clock.IsValid || IsOver(command))
        {
            End(command, CommandState.Expired, _clock.IsValid ? CommandReason.Expired : CommandReason.NoClock, now);
            return;
        }

        Open(command);
        ReadFreeze(out var line, out var identifier);
        _frozenLast ??= new long[_lines];
        if (_plans.InUse == null || (_frozenLast[line] > 0 && now - _frozenLast[line] < CommandLimits.FreezePause))
        {
            End(command, CommandState.Refused, _plans.InUse == null ? CommandReason.Plan : CommandReason.Busy, now);
        }
        else if (Begun(command, now))
        {
            _freezing = command;
            _freezePlan = _plans.InUse;
            _freezeLine = line;
            _freezeRecord = identifier;
            _freezeStage = StageSay;
            _freezeMeter = -1;
            _freezeAsked = 0;
            _freezeDated = 0;
            _freezeAt = now;
            _freezeRestAt = now;
            _freezeIsTold = false;
            _frozen.Reset();
            NextFreeze();
        }
    }

    /// <summary>Goes to the next meter of the line; of those that are told, to the next that is set otherwise than all before.</summary>
    private void NextFreeze()
    {
        _freezeTries = 0;
        do
        {
            _freezeMeter++;
        }
        while (_freezeMeter < _freezePlan.Meters && !(_freezeStage == StageSay ? IsOtherSetting(_freezeMeter) : IsFrozen(_freezeMeter)));
    }

    private bool IsFrozen(int meter) =>
        _freezePlan.Lines[meter] == _freezeLine && _freezePlan.Template(meter).Protocol == MeterProtocols.Dlt645;

    private bool IsOtherSetting(int meter)
    {
        var other = IsFrozen(meter);
        for (var i = 0; i < meter && other; i++)
        {
            other = !IsFrozen(i) || _freezePlan.Bauds[i] != _freezePlan.Bauds[meter] || _freezePlan.Parities[i] != _freezePlan.Parities[meter];
        }

        return other;
    }

    private bool Freezes(int line) =>
        _freezing != null && _freezeLine == line && !_freezeOnWire && !_dirty && _freezeMeter < _freezePlan.Meters;

    private void BeginFreeze(Dlt645Master master, LineSetting setting, long now)
    {
        // A command that is over or replaced on the way to the line freezes nothing.
        if (_freezing.IsSuperseded || (_freezeStage == StageSay && (!_clock.IsValid || IsOver(_freezing))))
        {
            _freezeMeter = _freezePlan.Meters;
            _freezing.At = now;
            NextWake = now;
            return;
        }

        setting.Use(_freezePlan.Bauds[_freezeMeter], _freezePlan.Parities[_freezeMeter]);
        var addresses = _freezePlan.Addresses;
        var offset = Plan.AddressOf(_freezeMeter);
        if (_freezeStage == StageSay)
        {
            _request.FreezeNow();
            addresses = _everybody;
            offset = 0;
        }
        else
        {
            _request.Read(_freezeStage == StageStamp ? FreezeStamp : _freezeRecord, _freezeStage == StageStamp ? StampBytes : FreezeBytes);
        }

        _freezeOnWire = master.Begin(addresses, offset, _request, _freezePlan.Bauds[_freezeMeter], now);
        _freezeBeganAt = now;
    }

    private void DoneFreeze(Dlt645Master master, long now)
    {
        _freezeOnWire = false;
        _freezeAt = now + (_freezeStage == StageSay ? 0 : now - _freezeBeganAt);
        _freezeRestAt = now;
        if (_freezing == null)
        {
            return;
        }

        if (_freezeStage == StageSay)
        {
            _frozenAt = _clock.UnixMilliseconds / 1000;
            _frozenLast[_freezeLine] = now;
            NextFreeze();
            if (_freezeMeter == _freezePlan.Meters)
            {
                _freezeStage = StageStamp;
                _freezeMeter = -1;
                _freezeAt = now + CommandLimits.LookFirst;
                _freezeRestAt = _freezeAt;
                NextFreeze();
            }
        }
        else
        {
            TakeFreeze(master, now);
        }

        _freezing.At = _freezeMeter < _freezePlan.Meters ? _freezing.At : now;
        Schedule(now);
    }

    private void TakeFreeze(Dlt645Master master, long now)
    {
        if (master.Outcome is Dlt645Outcome.Silent or Dlt645Outcome.Noise && ++_freezeTries < CommandLimits.FreezeTries)
        {
            return;
        }

        if (_freezeStage == StageStamp && master.Outcome == Dlt645Outcome.Answered)
        {
            var minutes = master.PayloadLength == StampBytes ? Dlt645Moment.Minutes(master.Payload, 0) : -1;
            _freezeStampedAt = (minutes * 60) + Dlt645Moment.Epoch - (_freezePlan.Zones[_freezeMeter] * 60);
            var off = _freezeStampedAt - _frozenAt;
            if (minutes >= 0 && off is <= CommandLimits.FreezeTolerance and >= -CommandLimits.FreezeTolerance)
            {
                _freezeStage = StageRecord;
                _freezeTries = 0;
                return;
            }

            Note(null, CommandReason.NotObeyed, now);
        }
        else if (master.Outcome == Dlt645Outcome.Answered)
        {
            _freezeDated++;
            Note(master, CommandReason.None, now);
        }
        else
        {
            Note(null, master.Outcome == Dlt645Outcome.Refused ? CommandReason.MeterRefused
                : master.Outcome == Dlt645Outcome.Silent ? CommandReason.Silent : CommandReason.Noise, now);
        }

        _freezeAsked++;
        _freezeStage = StageStamp;
        NextFreeze();
    }

    /// <summary>[address, stamp, bytes] or [address, null, reason]; told when there is no room for more.</summary>
    private void Note(Dlt645Master master, int reason, long now)
    {
        _item.Reset();
        _item.WriteArray(3);
        _item.WriteBytes(_freezePlan.Addresses, Plan.AddressOf(_freezeMeter), Dlt645Address.Bytes);
        if (master == null)
        {
            _item.WriteNull();
            _item.WriteText(CommandReason.NameOf(reason));
        }
        else
        {
            _item.WriteInt(_freezeStampedAt);
            _item.WriteBytes(master.Payload, 0, master.PayloadLength);
        }

        if (_frozen.Position + _item.Position + CommandLimits.FreezeEndBytes > _frozen.Buffer.Length)
        {
            Move(_freezing, CommandState.Pending, CommandReason.None, _frozen, now);
            _frozen.Reset();
        }

        _frozen.WriteRaw(_item.Buffer, 0, _item.Position);
    }

    /// <summary>The rest, and [instant, meters asked, dated by it].</summary>
    private void EndFreeze(OpenCommand command, long now)
    {
        if (!_freezeIsTold)
        {
            _frozen.WriteArray(3);
            _frozen.WriteInt(_frozenAt);
            _frozen.WriteUInt((ulong)_freezeAsked);
            _frozen.WriteUInt((ulong)_freezeDated);
            _freezeIsTold = true;
        }

        if (Move(command, _freezeAsked > 0 ? CommandState.Done : CommandState.Failed, _freezeAsked > 0 ? CommandReason.None : CommandReason.Expired, _frozen, now))
        {
            Drop(command, now);
        }
    }

    private void DropFreeze(OpenCommand command)
    {
        if (_freezing == command)
        {
            _freezing = null;
        }
    }
}
