using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <summary>One record of the money stream (docs/uplink.md, "Body of money").</summary>
public sealed class MoneyRecord
{
    /// <summary>Bytes of the chain's link.</summary>
    public const int ChainBytes = 16;

    private const int BodyItems = 13;
    private const int EnvelopeItems = 8;

    private readonly CborWriter _detail = new CborWriter(new byte[KioskLimits.DetailBytesMax]);
    private readonly long[] _numbers = new long[KioskLimits.DetailItemsMax];

    /// <summary>One of <see cref="MoneyType"/>.</summary>
    public int Type { get; set; }

    /// <summary>The kiosk's name.</summary>
    public string Kiosk { get; set; }

    /// <summary>Counted by the kiosk.</summary>
    public long Session { get; set; }

    /// <summary>Counted by the kiosk; shared by the records of one note; 0 for none.</summary>
    public long Note { get; set; }

    /// <summary>The account, or null.</summary>
    public string Account { get; set; }

    /// <summary>The device's channel, 0 unknown.</summary>
    public int Channel { get; set; }

    /// <summary>Minor units.</summary>
    public long Value { get; set; }

    /// <summary>ISO 4217 text.</summary>
    public string Currency { get; set; }

    /// <summary>The device's counter of pieces taken, or -1 where it is not known.</summary>
    public long Counter { get; set; }

    /// <summary>Which device of the kiosk.</summary>
    public int Device { get; set; }

    /// <summary>The kiosk's count of its records in the epoch, from 1.</summary>
    public long Record { get; set; }

    /// <summary>The chain's link, of <see cref="ChainBytes"/>; null before it was made.</summary>
    public byte[] Chain { get; set; }

    /// <summary>Items of the detail; 0 for null.</summary>
    public int Details { get; private set; }

    /// <summary>A number of the detail; -1 for a null, and for a text.</summary>
    public long Number(int index) => _numbers[index];

    /// <summary>The record has no detail.</summary>
    public void ClearDetail()
    {
        _detail.Reset();
        Details = 0;
    }

    /// <summary>Opens the detail; its items follow.</summary>
    public void BeginDetail(int items)
    {
        ClearDetail();
        _detail.WriteArray(items);
    }

    /// <summary>Adds a number to the detail, or null for -1.</summary>
    public void AddDetail(long number)
    {
        WriteNumber(_detail, number);
        _numbers[Details++] = number;
    }

    /// <summary>Adds a text to the detail.</summary>
    public void AddDetail(string text)
    {
        _detail.WriteText(text);
        _numbers[Details++] = -1;
    }

    /// <summary>Writes the body up to its chain, which covers exactly these bytes.</summary>
    public void Write(CborWriter writer)
    {
        writer.WriteArray(BodyItems);
        writer.WriteUInt((ulong)Type);
        writer.WriteText(Kiosk);
        writer.WriteUInt((ulong)Session);
        writer.WriteUInt((ulong)Note);
        WriteText(writer, Account);
        writer.WriteUInt((ulong)Channel);
        writer.WriteUInt((ulong)Value);
        writer.WriteText(Currency == null ? KioskLimits.NoCurrency : Currency);
        WriteNumber(writer, Counter);
        writer.WriteUInt((ulong)Device);
        writer.WriteUInt((ulong)Record);
        if (_detail.Position == 0 || _detail.Overflow)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteRaw(_detail.Buffer, 0, _detail.Position);
        }
    }

    /// <summary>Reads the body out of an envelope of the journal.</summary>
    /// <returns>False when it is not a money record.</returns>
    public bool ReadEnvelope(CborReader reader)
    {
        if (reader.ReadArray() != EnvelopeItems)
        {
            return false;
        }
        for (var i = 0; i < EnvelopeItems - 1; i++)
        {
            reader.SkipItem();
        }
        if (reader.ReadArray() != BodyItems)
        {
            return false;
        }
        Type = (int)reader.ReadUInt();
        Kiosk = reader.ReadText();
        Session = (long)reader.ReadUInt();
        Note = (long)reader.ReadUInt();
        Account = reader.TryReadNull() ? null : reader.ReadText();
        Channel = (int)reader.ReadUInt();
        Value = reader.ReadInt();
        Currency = reader.ReadText();
        Counter = reader.TryReadNull() ? -1 : (long)reader.ReadUInt();
        Device = (int)reader.ReadUInt();
        Record = (long)reader.ReadUInt();
        ReadDetail(reader);
        Chain = reader.ReadBytes();
        return !reader.Failed && Chain.Length == ChainBytes;
    }

    // Numbers only where the type has numbers: suspense begins with a text, a deposit has one behind its number.
    private void ReadDetail(CborReader reader)
    {
        Details = 0;
        if (reader.TryReadNull())
        {
            return;
        }
        var items = reader.ReadArray();
        if (items > _numbers.Length)
        {
            items = -1;
        }
        for (var i = 0; i < items; i++)
        {
            _numbers[i] = -1;
            if ((Type == MoneyType.Suspense && i == 0) || (Type == MoneyType.Deposit && i > 0))
            {
                reader.SkipItem();
            }
            else if (!reader.TryReadNull())
            {
                _numbers[i] = (long)reader.ReadUInt();
            }
        }
        Details = items < 0 ? 0 : items;
    }

    private static void WriteNumber(CborWriter writer, long number)
    {
        if (number < 0)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteUInt((ulong)number);
        }
    }

    private static void WriteText(CborWriter writer, string text)
    {
        if (text == null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteText(text);
        }
    }
}
