using System;
using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Commands;

/// <summary>
/// The signed part of a command (docs/uplink.md): [1, concentrator, id, type, meter, decision, expires, argument].
/// Reused: it holds the last one that was read into it.
/// </summary>
internal sealed class CommandMessage
{
    private const int Protocol645 = 0;
    private const int BaudMin = 600;
    private const int BaudMax = 115200;

    private readonly CborReader _reader = new CborReader(new byte[0], 0, 0);

    public string Concentrator { get; private set; }

    public long Id { get; private set; }

    public int Type { get; private set; }

    /// <summary>It names a meter.</summary>
    public bool HasMeter { get; private set; }

    public int Line { get; private set; }

    public int Protocol { get; private set; }

    /// <summary>The meter's address, wire order.</summary>
    public byte[] Address { get; } = new byte[6];

    /// <summary>The address is one meter's: 12 decimal digits, and not 999999999999.</summary>
    public bool IsOneMeter { get; private set; }

    public int Baud { get; private set; }

    public long Decision { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long Expires { get; private set; }

    /// <summary>Where the argument begins.</summary>
    public int Argument { get; private set; }

    /// <summary>True when the protocol and the speed are some that this firmware uses.</summary>
    public bool IsSpoken => Protocol == Protocol645 && Baud is >= BaudMin and <= BaudMax;

    /// <summary>Reads it.</summary>
    /// <param name="whole">False for one that was kept without its argument.</param>
    /// <returns>False when it is malformed.</returns>
    public bool Read(byte[] buffer, int offset, int count, bool whole)
    {
        _reader.Reset(buffer, offset, count);
        var ours = _reader.ReadArray() == 8 && _reader.ReadUInt() == 1;
        Concentrator = _reader.ReadText();
        Id = _reader.ReadInt();
        var type = _reader.ReadUInt();
        HasMeter = !_reader.TryReadNull();
        if (HasMeter)
        {
            ours &= ReadMeter();
        }

        Decision = _reader.ReadInt();
        Expires = _reader.ReadInt();
        Argument = _reader.Position;
        if (!ours || _reader.Failed || type > int.MaxValue || Id < 1 || Decision < 1 || Expires < 1)
        {
            return false;
        }

        Type = (int)type;
        if (whole)
        {
            _reader.SkipItem();
        }

        return !whole || _reader.AtEnd;
    }

    private bool ReadMeter()
    {
        var items = _reader.ReadArray();
        var line = _reader.ReadUInt();
        var protocol = _reader.ReadUInt();
        var address = _reader.ReadText();
        var baud = _reader.ReadUInt();
        if (_reader.Failed || items != 4 || line > 254 || protocol > 255 || baud > int.MaxValue)
        {
            return false;
        }

        Line = (int)line;
        Protocol = (int)protocol;
        Baud = (int)baud;
        IsOneMeter = ReadAddress(address);
        return true;
    }

    /// <summary>Twelve decimal digits, most significant first. AA and 99 × 6 are for asking around and telling all: nothing is ordered so.</summary>
    private bool ReadAddress(string text)
    {
        if (text.Length != 12)
        {
            return false;
        }

        var all = true;
        for (var i = 0; i < 6; i++)
        {
            int high = text[10 - (2 * i)] - '0', low = text[11 - (2 * i)] - '0';
            if (high is < 0 or > 9 || low is < 0 or > 9)
            {
                return false;
            }

            Address[i] = (byte)((high << 4) | low);
            all &= Address[i] == 0x99;
        }

        return !all;
    }
}
