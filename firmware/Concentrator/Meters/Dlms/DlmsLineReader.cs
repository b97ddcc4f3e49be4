using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// A plan's reads of DLMS meters: opens the meter's association where it does not stand, asks once for its number where
/// the plan has one, then for each channel's value and its scaler and unit. The link stays open for the meter's next
/// read. Where the meter knows a higher counter of ours than we do, that is asked for as the public client, once.
/// </summary>
internal sealed class DlmsLineReader : ExchangeReader, ISecuredMaster
{
    private const int Opening = 0;
    private const int Numbering = 1;
    private const int Valuing = 2;
    private const int Scaling = 3;
    private const int OpeningPublic = 4;
    private const int Counting = 5;
    private const int Listing = 6;

    private static readonly byte[] _serial = { 0, 0, 96, 1, 0, 255 };
    private static readonly byte[] _counter = { 0, 0, 43, 1, 0, 255 };

    private readonly DlmsMaster _master;
    private readonly DlmsAssociation _association = new DlmsAssociation();
    private readonly AxdrReader _reader = new AxdrReader();
    private readonly byte[] _wanted = new byte[PlanLimits.AddressBytes];
    private readonly byte[] _name = new byte[6];
    private readonly byte[] _list = new byte[9 * 2 * DlmsTag.ChannelsMax];
    private readonly byte[] _heard = new byte[16];
    private readonly long[] _values = new long[DlmsTag.ChannelsMax];
    private readonly int[] _results = new int[DlmsTag.ChannelsMax];
    private readonly byte[] _raw = new byte[16 * DlmsTag.ChannelsMax];
    private readonly int[] _rawBytes = new int[DlmsTag.ChannelsMax];
    private MeterSecurity _security;
    private int _state;
    private int _channel;
    private int _heardBytes;
    private bool _reused;
    private bool _counterAsked;
    private bool _fits;
    private bool _isBusy;
    private long _usedAt;
    private long _numberedAt;

    public DlmsLineReader(DlmsMaster master)
        : base(master)
    {
        _master = master;
    }

    /// <summary>False where an object is of another type or unit, or has more decimals than its channel.</summary>
    public override bool Fits => _fits;

    /// <summary>What the meter answers is measured by its link: steps differ too much to learn from.</summary>
    public override int ResponseDelayMax
    {
        get => 0;
        set { }
    }

    /// <inheritdoc/>
    public override string OtherNumber
    {
        get
        {
            var text = new char[_heardBytes];
            for (var i = 0; i < _heardBytes; i++)
            {
                text[i] = _heard[i] is >= 32 and < 127 ? (char)_heard[i] : '?';
            }

            return new string(text);
        }
    }

    /// <inheritdoc/>
    public void Use(MeterSecurity security)
    {
        _security = security;
        _master.Use(security.Keys, security.Entropy);
        Array.Copy(security.Title, 0, _association.Title, 0, 8);
    }

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        value = _values[channel];
        return Outcome == MeterOutcome.Answered && _results[channel] == DlmsNumber.Ok ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        var same = _master.IsOpen && now - _usedAt < HdlcLimits.IdleMax;
        for (var i = 0; i < PlanLimits.AddressBytes && same; i++)
        {
            same = _wanted[i] == addresses[offset + i];
        }

        Array.Copy(addresses, offset, _wanted, 0, PlanLimits.AddressBytes);
        _counterAsked = false;
        _fits = true;
        _channel = 0;
        Array.Clear(_rawBytes, 0, _rawBytes.Length);
        Array.Clear(_values, 0, _values.Length);
        _reused = same;
        _isBusy = false;
        _state = Opening;
        if (same)
        {
            AskNext(now);
        }
        else
        {
            Open(now);
        }
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        _usedAt = now;
        if (_state is OpeningPublic or Counting)
        {
            return JudgePublic(outcome, now);
        }

        if (outcome != ExchangeOutcome.Answered)
        {
            return Failed(outcome, now);
        }

        switch (_state)
        {
            case Opening:
                _numberedAt = long.MinValue;
                break;
            case Numbering:
                if (!TakeNumber(now))
                {
                    return MeterOutcome.OtherMeter;
                }

                break;
            case Listing:
                TakeList();
                return End();
            case Valuing:
                TakeValue();
                break;
            default:
                TakeScaler(_master.Data, 0, _master.DataLength);
                _channel++;
                break;
        }

        return AskNext(now);
    }

    private void Open(long now)
    {
        DlmsAddress.Unpack(_wanted, 0, _association);
        _state = Opening;
        _master.BeginOpen(_association, Baud, BitsPerCharacter, now);
    }

    private int AskNext(long now)
    {
        if (DlmsAddress.Digits(_wanted, 0) > 0 && _numberedAt == long.MinValue)
        {
            _state = Numbering;
            _master.BeginGet(1, _serial, 0, 2, null, 0, now);
            return MeterOutcome.None;
        }

        if (_master.TakesLists && _state != Valuing && _state != Scaling)
        {
            _state = Listing;
            AskList(now);
            return MeterOutcome.None;
        }

        if (_state == Valuing && _results[_channel] == DlmsNumber.Ok && DlmsTag.Scaler(Read.Tag, _channel) > 0)
        {
            _state = Scaling;
            DlmsTag.Name(Read.Tag, _channel, _name);
            _master.BeginGet(DlmsTag.Class(Read.Tag, _channel), _name, 0, DlmsTag.Scaler(Read.Tag, _channel), null, 0, now);
            return MeterOutcome.None;
        }

        if (_state == Valuing)
        {
            Turn(_channel, 0);
            _channel++;
        }

        if (_channel == Read.Channels)
        {
            return End();
        }

        _state = Valuing;
        DlmsTag.Name(Read.Tag, _channel, _name);
        _master.BeginGet(DlmsTag.Class(Read.Tag, _channel), _name, 0, DlmsTag.Attribute(Read.Tag, _channel), null, 0, now);
        return MeterOutcome.None;
    }

    /// <summary>Each channel's value, and behind it its scaler.</summary>
    private void AskList(long now)
    {
        var count = 0;
        for (var i = 0; i < Read.Channels; i++)
        {
            Reference(ref count, i, DlmsTag.Attribute(Read.Tag, i));
            if (DlmsTag.Scaler(Read.Tag, i) > 0)
            {
                Reference(ref count, i, DlmsTag.Scaler(Read.Tag, i));
            }
        }

        _master.BeginGetList(_list, count, now);
    }

    private void Reference(ref int count, int channel, int attribute)
    {
        DlmsTag.Name(Read.Tag, channel, _name);
        _list[9 * count] = 0;
        _list[(9 * count) + 1] = (byte)DlmsTag.Class(Read.Tag, channel);
        Array.Copy(_name, 0, _list, (9 * count) + 2, 6);
        _list[(9 * count) + 8] = (byte)attribute;
        count++;
    }

    private void TakeList()
    {
        var at = 0;
        for (_channel = 0; _channel < Read.Channels; _channel++)
        {
            var value = Result(ref at, out var bytes);
            _results[_channel] = value < 0 ? DlmsNumber.NoValue : Keep(value, bytes);
            if (DlmsTag.Scaler(Read.Tag, _channel) == 0)
            {
                Turn(_channel, 0);
                continue;
            }

            var scaler = Result(ref at, out bytes);
            if (scaler < 0)
            {
                _results[_channel] = DlmsNumber.NoValue;
            }
            else
            {
                TakeScaler(_master.Data, scaler, bytes);
            }
        }
    }

    /// <summary>A result of a list: 00 and its value, or 01 and why not.</summary>
    /// <returns>Where the value starts; −1 for none.</returns>
    private int Result(ref int at, out int bytes)
    {
        bytes = 0;
        if (at + 1 >= _master.DataLength || _master.Data[at] != 0)
        {
            _fits &= at + 1 < _master.DataLength;
            _isBusy |= at + 1 < _master.DataLength && _master.Data[at + 1] == DlmsMaster.TemporaryFailure;
            at += 2;
            return -1;
        }

        _reader.Begin(_master.Data, at + 1, _master.DataLength - at - 1);
        var start = at + 1;
        _fits &= _reader.Skip();
        bytes = _reader.Position - start;
        at = _reader.Position;
        return _reader.Failed ? -1 : start;
    }

    private void TakeValue()
    {
        _results[_channel] = Keep(0, _master.DataLength);
    }

    private int Keep(int at, int bytes)
    {
        // A number has nine bytes at most: what is longer is none.
        if (bytes is < 1 or > 16)
        {
            _fits = false;
            return DlmsNumber.NoValue;
        }

        Array.Copy(_master.Data, at, _raw, 16 * _channel, bytes);
        _rawBytes[_channel] = bytes;
        return DlmsNumber.Ok;
    }

    /// <summary>02 02 0F scaler 16 unit.</summary>
    private void TakeScaler(byte[] bytes, int at, int count)
    {
        if (count != 6 || bytes[at] != AxdrType.Structure || bytes[at + 1] != 2 || bytes[at + 2] != AxdrType.Signed8 || bytes[at + 4] != AxdrType.Enum
            || (DlmsTag.Unit(Read.Tag, _channel) != 0 && DlmsTag.Unit(Read.Tag, _channel) != bytes[at + 5]))
        {
            _fits = false;
            _results[_channel] = DlmsNumber.NoValue;
            return;
        }

        Turn(_channel, (sbyte)bytes[at + 3]);
    }

    private void Turn(int channel, int scaler)
    {
        if (_results[channel] != DlmsNumber.Ok)
        {
            return;
        }

        _reader.Begin(_raw, 16 * channel, _rawBytes[channel]);
        _results[channel] = _reader.Read()
            ? DlmsNumber.Read(_reader, _raw, scaler + DlmsTag.Scale(Read.Tag, channel) + Read.ChannelDecimals[channel], out _values[channel])
            : DlmsNumber.OtherForm;
        _fits &= _results[channel] != DlmsNumber.OtherForm;
    }

    private bool TakeNumber(long now)
    {
        _reader.Begin(_master.Data, 0, _master.DataLength);
        var isText = _reader.Read() && _reader.Type is AxdrType.OctetString or AxdrType.VisibleString or AxdrType.Utf8String;
        _heardBytes = isText ? _reader.Count < _heard.Length ? _reader.Count : _heard.Length : 0;
        Array.Copy(_master.Data, isText ? _reader.Content + _reader.Count - _heardBytes : 0, _heard, 0, _heardBytes);
        if (!DlmsAddress.IsMeant(_wanted, 0, _heard, 0, _heardBytes))
        {
            return false;
        }

        _numberedAt = now;
        return true;
    }

    private int Failed(int outcome, long now)
    {
        // A link that stood and does not any more is opened again, once.
        if (_reused && _state != Opening && !_master.IsOpen && outcome != ExchangeOutcome.Unauthenticated)
        {
            _reused = false;
            _channel = 0;
            Open(now);
            return MeterOutcome.None;
        }

        if (_state == Opening && _association.Control != 0 && !_counterAsked && outcome is ExchangeOutcome.Refused or ExchangeOutcome.Unauthenticated
            && !_master.CounterSteppedBack)
        {
            // Perhaps our counter is one that the meter has heard before.
            _counterAsked = true;
            _state = OpeningPublic;
            _association.Client = HdlcLimits.PublicClient;
            _association.Mechanism = DlmsAssociation.NoMechanism;
            _association.Control = 0;
            _master.BeginOpen(_association, Baud, BitsPerCharacter, now);
            return MeterOutcome.None;
        }

        if (_state is Valuing or Scaling && outcome == ExchangeOutcome.Refused && _master.IsOpen)
        {
            // This one has no such object, or not for us; another channel may have.
            _results[_channel] = DlmsNumber.NoValue;
            _values[_channel] = 0;
            if (Read.Channels > 1)
            {
                _state = Valuing;
                return AskNext(now);
            }
        }

        if (_state == Opening && outcome == ExchangeOutcome.Refused && _master.Refusal is >= 0x100 and < 0x200)
        {
            // The meter does not take us for who we say we are: password, mechanism, context.
            return MeterOutcome.Unauthenticated;
        }

        return outcome;
    }

    /// <summary>The counter that the meter has of us, from who needs no key; then the association is tried once more.</summary>
    private int JudgePublic(int outcome, long now)
    {
        if (outcome == ExchangeOutcome.Answered && _state == OpeningPublic)
        {
            _state = Counting;
            _master.BeginGet(1, _counter, 0, 2, null, 0, now);
            return MeterOutcome.None;
        }

        if (outcome != ExchangeOutcome.Answered)
        {
            return MeterOutcome.Unauthenticated;
        }

        _reader.Begin(_master.Data, 0, _master.DataLength);
        var heard = _reader.Read() && AxdrType.IsNumber(_reader.Type) ? _reader.Number() : -1;
        DlmsAddress.Unpack(_wanted, 0, _association);
        var ours = _security == null ? -1 : _security.Keys.NextCounter(_association.EncryptionKey);
        if (heard < 0 || ours < 0 || heard < ours || heard - ours > HdlcLimits.CounterLeapMax)
        {
            return MeterOutcome.Unauthenticated;
        }

        _security.Keys.RaiseCounter(_association.EncryptionKey, heard);
        Open(now);
        return MeterOutcome.None;
    }

    /// <summary>Refused where no channel could be had because the meter says so.</summary>
    private int End()
    {
        if (_isBusy)
        {
            return MeterOutcome.Busy;
        }

        for (var i = 0; i < Read.Channels; i++)
        {
            if (_results[i] == DlmsNumber.Ok || _rawBytes[i] > 0)
            {
                return MeterOutcome.Answered;
            }
        }

        return _fits ? MeterOutcome.Refused : MeterOutcome.Answered;
    }
}
