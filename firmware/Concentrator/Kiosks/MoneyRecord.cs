using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <summary>One record of the money stream (docs/uplink.md, "Body of money").</summary>
public sealed class MoneyRecord
{
    private const int BodyItems = 9;
    private const int EnvelopeItems = 8;

    /// <summary>One of <see cref="MoneyType"/>.</summary>
    public int Type { get; set; }

    /// <summary>The kiosk's name.</summary>
    public string Kiosk { get; set; }

    /// <summary>Counted by the kiosk.</summary>
    public long Session { get; set; }

    /// <summary>Counted by the kiosk; shared by the records of one note.</summary>
    public long Note { get; set; }

    /// <summary>The account, or null.</summary>
    public string Account { get; set; }

    /// <summary>The validator's channel, 0 unknown.</summary>
    public int Channel { get; set; }

    /// <summary>Minor units.</summary>
    public long Value { get; set; }

    /// <summary>ISO 4217 text.</summary>
    public string Currency { get; set; }

    /// <summary>The validator's counter of stacked notes, or -1 where it is not known.</summary>
    public long Counter { get; set; }

    /// <summary>Writes the body.</summary>
    public void Write(CborWriter writer)
    {
        writer.WriteArray(BodyItems);
        writer.WriteUInt((ulong)Type);
        writer.WriteText(Kiosk);
        writer.WriteUInt((ulong)Session);
        writer.WriteUInt((ulong)Note);
        WriteText(writer, Account);
        writer.WriteUInt((ulong)Channel);
        writer.WriteInt(Value);
        WriteText(writer, Currency);
        if (Counter < 0)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteUInt((ulong)Counter);
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
        Currency = reader.TryReadNull() ? null : reader.ReadText();
        Counter = reader.TryReadNull() ? -1 : (long)reader.ReadUInt();
        return !reader.Failed;
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
