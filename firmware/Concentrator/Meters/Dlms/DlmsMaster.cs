using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// A DLMS/COSEM client over HDLC (IEC 62056-46 and -5-3) with logical names: opens a link and an association, then one
/// request at a time. A value may come in blocks, each block in segments: what is given is whole.
/// </summary>
public sealed partial class DlmsMaster : LineExchange
{
    private const int Closed = 0;
    private const int Linking = 1;
    private const int Associating = 2;
    private const int Proving = 3;
    private const int Ready = 4;
    private const int Requesting = 5;
    private const int Closing = 6;
    /// <summary>The result of what the meter has no time for.</summary>
    public const int TemporaryFailure = 2;

    private const int OtherReason = 250;

    private IMeterKeys _keys;
    private IEntropy _entropy;
    private DlmsSecurity _security;
    private readonly AxdrReader _reader = new AxdrReader();
    private readonly byte[] _request = new byte[HdlcLimits.ApduMax];
    private readonly byte[] _challenge = new byte[16];
    private readonly byte[] _meterChallenge = new byte[64];
    private readonly byte[] _meterTitle = new byte[8];
    private DlmsAssociation _association;
    private int _state;
    private int _requestBytes;
    private int _requestTag;
    private int _invoke;
    private int _block;
    private int _busyCount;
    private int _meterChallengeBytes;
    private bool _hasMeterTitle;

    /// <param name="line">The line; the caller configures it.</param>
    /// <param name="keys">Where the keys are; null where nothing is protected.</param>
    /// <param name="entropy">For challenges.</param>
    public DlmsMaster(ISerialLine line, IMeterKeys keys, IEntropy entropy)
        : base(line, new HdlcShape(), HdlcLimits.ScanBytes, -1)
    {
        Use(keys, entropy);
    }

    /// <summary>True while an association stands; it ends with <see cref="BeginClose"/>, or when the meter or the line fails.</summary>
    public bool IsOpen => _state is Ready or Requesting;

    /// <summary>The value of the answer in A-XDR; of a list one result behind the other, each as 00 and its value or 01 and a code.</summary>
    public byte[] Data { get; } = new byte[HdlcLimits.DataMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; private set; }

    /// <summary>Results of a list.</summary>
    public int ListCount { get; private set; }

    /// <summary>Why the meter refused: a data access or action result; −1 none; 256 and above: AARE diagnostic, exception or link.</summary>
    public int Refusal { get; private set; }

    /// <summary>True when a counter of the meter did not go on: somebody repeats what it once said. An event is due.</summary>
    public bool CounterSteppedBack { get; private set; }

    /// <inheritdoc/>
    protected override int PauseMax => HdlcLimits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => 0;

    /// <summary>Services that the meter agreed to (IEC 62056-5-3, 9.4.6.1): bit 23 is the first of the list.</summary>
    public int Conformance { get; private set; }

    /// <summary>True when the meter takes lists.</summary>
    public bool TakesLists => (Conformance & 0x000200) != 0;

    /// <summary>Gives the keys; while no association stands.</summary>
    public void Use(IMeterKeys keys, IEntropy entropy)
    {
        _keys = keys;
        _entropy = entropy;
        _security = keys == null ? null : new DlmsSecurity(keys);
    }

    /// <summary>Opens the link and the association.</summary>
    public void BeginOpen(DlmsAssociation association, int baud, long now) => BeginOpen(association, baud, HdlcLimits.BitsPerCharacter, now);

    /// <summary>Opens the link and the association on a line of another setting than 8N1.</summary>
    public void BeginOpen(DlmsAssociation association, int baud, int bitsPerCharacter, long now)
    {
        _association = association;
        _bits = bitsPerCharacter;
        _baud = baud;
        _hasMeterTitle = false;
        _meterChallengeBytes = 0;
        _invoke = 0;
        Conformance = 0;
        BeginState(Linking, now);
        OpenLink(now);
    }

    /// <summary>Ends the link; the association goes with it.</summary>
    public void BeginClose(long now)
    {
        BeginState(Closing, now);
        CloseLink(now);
    }

    /// <summary>Reads an attribute.</summary>
    /// <param name="classId">Class of the object.</param>
    /// <param name="obis">Holds its logical name, 6 bytes.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="attribute">1 and up.</param>
    /// <param name="selection">A selector and its parameter in A-XDR, or null for everything.</param>
    /// <param name="selectionBytes">Bytes of it.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginGet(int classId, byte[] obis, int offset, int attribute, byte[] selection, int selectionBytes, long now)
    {
        BeginRequest(0xC0, now);
        Reference(classId, obis, offset, attribute);
        Selection(selection, selectionBytes);
        SendRequest(now);
    }

    /// <summary>Reads several attributes in one question.</summary>
    /// <param name="references">Class (2), logical name (6), attribute (1), one behind the other.</param>
    /// <param name="count">How many.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginGetList(byte[] references, int count, long now)
    {
        BeginRequest(0xC0, now);
        _request[1] = 3;
        Put(count);
        for (var i = 0; i < count; i++)
        {
            Put(references, 9 * i, 9);
            Put(0);
        }

        SendRequest(now);
    }

    /// <summary>Writes an attribute.</summary>
    public void BeginSet(int classId, byte[] obis, int offset, int attribute, byte[] value, int valueOffset, int valueBytes, long now)
    {
        BeginRequest(0xC1, now);
        Reference(classId, obis, offset, attribute);
        Put(0);
        Put(value, valueOffset, valueBytes);
        SendRequest(now);
    }

    /// <summary>Calls a method, such as that of a disconnector (class 70).</summary>
    public void BeginAction(int classId, byte[] obis, int offset, int method, byte[] value, int valueOffset, int valueBytes, long now)
    {
        BeginRequest(0xC3, now);
        Reference(classId, obis, offset, method);
        Put(valueBytes > 0 ? 1 : 0);
        Put(value, valueOffset, valueBytes);
        SendRequest(now);
    }

    private void BeginState(int state, long now)
    {
        Start(_baud, _bits, now);
        _state = state;
        DataLength = 0;
        ListCount = 0;
        Refusal = -1;
        CounterSteppedBack = false;
        _busyCount = 0;
        _block = 0;
    }

    private void BeginRequest(int tag, long now)
    {
        BeginState(_state == Ready ? Requesting : Closed, now);
        _requestTag = tag;
        _invoke = (_invoke + 1) & 0x0F;
        _request[0] = (byte)tag;
        _request[1] = 1;
        _request[2] = (byte)(0xC0 | _invoke);
        _requestBytes = 3;
    }

    private void Reference(int classId, byte[] obis, int offset, int member)
    {
        Put(classId >> 8);
        Put(classId);
        Put(obis, offset, 6);
        Put(member);
    }

    private void Selection(byte[] selection, int bytes)
    {
        Put(selection == null ? 0 : 1);
        if (selection != null)
        {
            Put(selection, 0, bytes);
        }
    }

    private void Put(int value) => _request[_requestBytes++] = (byte)value;

    private void Put(byte[] bytes, int offset, int count)
    {
        Array.Copy(bytes, offset, _request, _requestBytes, count);
        _requestBytes += count;
    }

    private void SendRequest(long now)
    {
        if (_state == Closed)
        {
            Fail(ExchangeOutcome.Refused, LinkIsDown);
            return;
        }

        SendApdu(_request, _requestBytes, _association.Control, _requestTag + 8, now);
    }

    /// <summary>Ends the exchange; a link that failed is closed.</summary>
    private void Fail(int outcome, int refusal)
    {
        Refusal = refusal;
        DataLength = 0;
        ListCount = 0;
        _state = outcome is ExchangeOutcome.Refused or ExchangeOutcome.Busy && _state == Requesting && refusal < LinkIsDown ? Ready : Closed;
        End(outcome);
    }
}
