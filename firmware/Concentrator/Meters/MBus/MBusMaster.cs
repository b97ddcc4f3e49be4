using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// The master's side of a wired M-Bus: reset, selection by number, and readout of one or more telegrams, at a primary
/// address or of the selected meter. The frame count bit of each address goes on only with an answer: a meter that
/// hears the same bit again repeats its telegram, so that none is lost and none is taken twice.
/// </summary>
public sealed class MBusMaster : LineExchange
{
    private const int Reset = 0x40;
    private const int Request = 0x5B;
    private const int SendData = 0x53;
    private const int FrameCountBit = 0x20;
    private const int SelectByNumber = 0x52;
    private const int LongHeader = 0x72;
    private const int ShortHeader = 0x7A;
    private const int NoHeader = 0x78;
    private const int FixedData = 0x73;
    private const int ApplicationError = 0x70;
    private const int TooBusy = 8;

    private readonly MBusShape _shape;
    private readonly byte[] _question = new byte[17];
    private readonly byte[] _countBits = new byte[32];
    private readonly byte[] _known = new byte[32];
    private readonly byte[] _mask = new byte[MBusLimits.SecondaryBytes];
    private readonly MBusReader _reader = new MBusReader();
    private int _questionBytes;
    private int _address;
    private int _step;
    private int _telegrams;
    private int _busyCount;
    private bool _readAfterwards;
    private bool _bySecondary;

    /// <param name="line">The line; the caller configures it (2400 8E1).</param>
    public MBusMaster(ISerialLine line)
        : this(line, new MBusShape())
    {
    }

    private MBusMaster(ISerialLine line, MBusShape shape)
        : base(line, shape, MBusLimits.ScanBytes, -1)
    {
        _shape = shape;
    }

    /// <summary>CI of the answer: 72 long header, 7A short, 78 none, 73 fixed data, 70 an error.</summary>
    public int Kind { get; private set; }

    /// <summary>The header of the first telegram: number 4, maker 2, version, medium, access, status, signature 2. Zeros where it has none.</summary>
    public byte[] Header { get; } = new byte[12];

    /// <summary>The records of all telegrams, one behind the other; of fixed data its 16 bytes.</summary>
    public byte[] Records { get; } = new byte[MBusLimits.RecordsMax];

    /// <summary>Bytes of <see cref="Records"/> that count.</summary>
    public int RecordBytes { get; private set; }

    /// <summary>The code of an application error; −1 for none.</summary>
    public int ErrorCode { get; private set; }

    /// <inheritdoc/>
    protected override int PauseMax => MBusLimits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => WireBits(MBusLimits.QuietBits);

    /// <summary>Reads a meter at its primary address; the first time it is reset before.</summary>
    /// <param name="address">1 to 250, or 254 for the only one on the line.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(int address, int baud, long now)
    {
        Open(address, baud, now);
        _bySecondary = false;
        _readAfterwards = true;
        if (Bit(_known, address))
        {
            AskForData(now);
        }
        else
        {
            AskForReset(now);
        }
    }

    /// <summary>Reads the meter of a number: selects it, then reads the selected one.</summary>
    /// <param name="number">8 bytes: number 4 (BCD, low first; F is any digit), maker 2 (FFFF any), version, medium (FF any).</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginSecondary(byte[] number, int offset, int baud, long now) => Select(number, offset, true, baud, now);

    /// <summary>Others have read the meters: which frame count bit each has seen is not known, and it is reset first.</summary>
    public void Forget() => Array.Clear(_known, 0, _known.Length);

    /// <summary>Selects only: answered when at least one meter feels meant.</summary>
    public void BeginSelect(byte[] number, int offset, int baud, long now) => Select(number, offset, false, baud, now);

    /// <summary>Resets the link of an address, or releases the selected meters (253). Nobody may answer.</summary>
    public void BeginReset(int address, int baud, long now)
    {
        Open(address, baud, now);
        _bySecondary = false;
        _readAfterwards = false;
        AskForReset(now);
    }

    /// <summary>Reads the meter that is selected.</summary>
    public void BeginSelected(int baud, long now)
    {
        Open(MBusLimits.Selected, baud, now);
        _bySecondary = false;
        _readAfterwards = true;
        AskForData(now);
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        var at = Scanner.FrameStart;
        var bytes = Scanner.Bytes;
        if (bytes[at] == MBusShape.Acknowledge)
        {
            Acknowledged(now);
            return;
        }

        if (IsEcho())
        {
            TakeEcho();
            return;
        }

        if (bytes[at] != 0x68 || _step != Request)
        {
            Refuse(FrameReject.OtherFunction, true);
            return;
        }

        int control = bytes[at + 4];
        if ((control & 0xCF) != 0x08)
        {
            Refuse(FrameReject.OtherFunction, true);
            return;
        }

        if (_address <= 250 && bytes[at + 5] != _address)
        {
            Refuse(FrameReject.Foreign, false);
            return;
        }

        TakeAnswer(at, now);
    }

    /// <inheritdoc/>
    protected override void Expired(bool noisy, long now)
    {
        if (_step == Request)
        {
            // Next time from the start: nobody knows which bit the meter saw last.
            Set(_known, _address, false);
        }

        base.Expired(noisy, now);
    }

    private void Open(int address, int baud, long now)
    {
        Start(baud, MBusLimits.BitsPerCharacter, now);
        _address = address & 0xFF;
        _telegrams = 0;
        _busyCount = 0;
        RecordBytes = 0;
        ErrorCode = -1;
        Kind = 0;
        Array.Clear(Header, 0, Header.Length);
    }

    private void Select(byte[] number, int offset, bool read, int baud, long now)
    {
        Open(MBusLimits.Selected, baud, now);
        Array.Copy(number, offset, _mask, 0, MBusLimits.SecondaryBytes);
        _bySecondary = true;
        _readAfterwards = read;
        _step = SendData;
        _shape.TakesAcknowledge = true;
        _question[0] = 0x68;
        _question[1] = 11;
        _question[2] = 11;
        _question[3] = 0x68;
        _question[4] = SendData;
        _question[5] = MBusLimits.Selected;
        _question[6] = SelectByNumber;
        Array.Copy(_mask, 0, _question, 7, MBusLimits.SecondaryBytes);
        Finish(4, 11);
        Send(_question, _questionBytes, 1, ResponseDelay, now);
    }

    private void Acknowledged(long now)
    {
        Charge(1);
        if (_step == Reset)
        {
            Set(_known, _address, true);
        }

        if (!_readAfterwards)
        {
            End(ExchangeOutcome.Answered);
            return;
        }

        Set(_countBits, _address, true);
        AskForData(now);
    }

    private void TakeAnswer(int at, long now)
    {
        var bytes = Scanner.Bytes;
        int kind = bytes[at + 6];
        var data = at + 7;
        var count = bytes[at + 1] - 3;
        if (kind == ApplicationError)
        {
            ErrorCode = count > 0 ? bytes[data] : 0;
            Kind = kind;
            EndOrAskAgain(ErrorCode == TooBusy, ExchangeOutcome.Refused, now);
            return;
        }

        var header = kind == LongHeader ? 12 : kind == ShortHeader ? 4 : 0;
        if ((kind is not (LongHeader or ShortHeader or NoHeader or FixedData)) || count < header || (kind == FixedData && count != 16))
        {
            Refuse(FrameReject.BadContent, true);
            return;
        }

        if (_bySecondary && kind is LongHeader && !Matches(bytes, data))
        {
            Refuse(FrameReject.Foreign, true);
            return;
        }

        Charge(Scanner.FrameLength);
        if (header > 0 && MBusReader.IsEnciphered(bytes, data + header - 2))
        {
            // Without the key there is nothing in it, and with a wrong one there would be numbers.
            Kind = kind;
            Rejects[FrameReject.Unauthenticated]++;
            Set(_known, _address, false);
            End(ExchangeOutcome.Unauthenticated);
            return;
        }

        var status = kind == LongHeader ? bytes[data + 9] : kind == ShortHeader ? bytes[data + 1] : 0;
        if ((status & 3) == 1)
        {
            // "Application busy" (table 7): what stands in the records is not the meter's word.
            Kind = kind;
            EndOrAskAgain(true, ExchangeOutcome.Busy, now);
            return;
        }

        Keep(kind, data, header, count, now);
    }

    private void Keep(int kind, int data, int header, int count, long now)
    {
        if (_telegrams == 0)
        {
            Kind = kind;
            Array.Copy(Scanner.Bytes, data, Header, kind == ShortHeader ? 8 : 0, header);
        }

        _reader.Begin(Scanner.Bytes, data + header, count - header);
        var more = false;
        if (kind != FixedData)
        {
            while (_reader.Next())
            {
            }

            more = _reader.HasMore;
        }

        var records = more ? _reader.Start - data - header : count - header;
        if (_reader.Fault != MBusFault.None || RecordBytes + records > Records.Length || (more && _telegrams + 1 == MBusLimits.TelegramsMax))
        {
            Rejects[_reader.Fault != MBusFault.None ? FrameReject.BadContent : FrameReject.BadLength]++;
            RecordBytes = 0;
            Set(_known, _address, false);
            End(ExchangeOutcome.Noise);
            return;
        }

        Array.Copy(Scanner.Bytes, data + header, Records, RecordBytes, records);
        RecordBytes += records;
        Set(_countBits, _address, !Bit(_countBits, _address));
        _telegrams++;
        if (more)
        {
            AskForData(now);
        }
        else
        {
            End(ExchangeOutcome.Answered);
        }
    }

    private void EndOrAskAgain(bool busy, int outcome, long now)
    {
        Set(_countBits, _address, !Bit(_countBits, _address));
        if (!busy)
        {
            End(outcome);
        }
        else if (_busyCount++ == ExchangeLimits.BusyRetries)
        {
            RecordBytes = 0;
            End(ExchangeOutcome.Busy);
        }
        else
        {
            Put(Request | (Bit(_countBits, _address) ? FrameCountBit : 0));
            SendAfter(ExchangeLimits.BusyPause, _question, _questionBytes, MBusLimits.FrameMax, ResponseDelay, now);
        }
    }

    /// <summary>True when the header's number is one that was selected.</summary>
    private bool Matches(byte[] bytes, int at)
    {
        for (var i = 0; i < 4; i++)
        {
            if (((_mask[i] & 0x0F) != 0x0F && (_mask[i] & 0x0F) != (bytes[at + i] & 0x0F))
                || (_mask[i] >> 4 != 0x0F && _mask[i] >> 4 != bytes[at + i] >> 4))
            {
                return false;
            }
        }

        for (var i = 4; i < MBusLimits.SecondaryBytes; i++)
        {
            if (_mask[i] != 0xFF && _mask[i] != bytes[at + i])
            {
                return false;
            }
        }

        return true;
    }

    private bool IsEcho()
    {
        if (Scanner.FrameLength != _questionBytes)
        {
            return false;
        }

        for (var i = 0; i < _questionBytes; i++)
        {
            if (Scanner.Bytes[Scanner.FrameStart + i] != _question[i])
            {
                return false;
            }
        }

        return true;
    }

    private void AskForReset(long now)
    {
        _step = Reset;
        _shape.TakesAcknowledge = true;
        Put(Reset);
        Send(_question, _questionBytes, 1, ResponseDelay, now);
    }

    private void AskForData(long now)
    {
        _step = Request;
        _shape.TakesAcknowledge = false;
        Put(Request | (Bit(_countBits, _address) ? FrameCountBit : 0));
        Send(_question, _questionBytes, MBusLimits.FrameMax, ResponseDelay, now);
    }

    private int ResponseDelay => WireBits(MBusLimits.ResponseBits) + MBusLimits.ResponseMilliseconds;

    private void Put(int control)
    {
        _question[0] = 0x10;
        _question[1] = (byte)control;
        _question[2] = (byte)_address;
        Finish(1, 2);
    }

    private void Finish(int head, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum += _question[head + i];
        }

        _question[head + count] = (byte)sum;
        _question[head + count + 1] = 0x16;
        _questionBytes = head + count + 2;
    }

    private static bool Bit(byte[] bits, int index) => (bits[index >> 3] & (1 << (index & 7))) != 0;

    private static void Set(byte[] bits, int index, bool value)
    {
        if (value)
        {
            bits[index >> 3] |= (byte)(1 << (index & 7));
        }
        else
        {
            bits[index >> 3] &= (byte)~(1 << (index & 7));
        }
    }
}
