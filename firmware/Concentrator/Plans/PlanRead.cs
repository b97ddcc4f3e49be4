namespace Wattline.Firmware.Plans;

/// <summary>One question of a template, and how its answer is cut into the template's channels.</summary>
public sealed class PlanRead
{
    /// <summary>DI3 DI2 DI1 DI0.</summary>
    public uint Identifier { get; set; }

    /// <summary>What is asked for in a protocol whose identifiers are byte strings; null else.</summary>
    public byte[] Tag { get; set; }

    /// <summary>Place among the template's reads, or the task's.</summary>
    public int Place { get; set; }

    /// <summary>Index in the template's channels of the first value.</summary>
    public int FirstChannel { get; set; }

    /// <summary>Values in the answer.</summary>
    public int Channels { get; set; }

    /// <summary>Bytes from one value to the next.</summary>
    public int ValueBytes { get; set; }

    /// <summary>Bytes of a value's number.</summary>
    public int NumberBytes { get; set; }

    /// <summary>Decimals of the numbers.</summary>
    public int Decimals { get; set; }

    /// <summary>True when the top bit is a minus.</summary>
    public bool HasSign { get; set; }

    /// <summary>True when the value is an energy register in kWh, kvarh or kVAh: it moves no faster than the mains allow.</summary>
    public bool IsEnergy { get; set; }

    /// <summary>True when it never counts down.</summary>
    public bool IsCumulative { get; set; }

    /// <summary>The decimals of each channel where the identifier is a byte string; null else.</summary>
    public byte[] ChannelDecimals { get; set; }

    /// <summary>
    /// How far each channel can move in an hour, in units of its last digit, where that is watched and the identifier is a
    /// byte string; 0 for a channel that is not, null where none is.
    /// </summary>
    public long[] HourlyMax { get; set; }

    /// <summary>Of a block: the identifier of its first value alone, for meters that have no blocks.</summary>
    public uint FirstPart { get; set; }

    /// <summary>From one value's identifier to the next one's; 0 for a read that is no block.</summary>
    public uint PartStep { get; set; }

    /// <summary>True when two channels stand for each value: the number, and the moment at which it occurred.</summary>
    public bool HasMoments { get; set; }

    /// <summary>Class of the meter's load records that keeps the value, 1 to 6; 0 for any other read.</summary>
    public int ProfileClass { get; set; }

    /// <summary>Where it stands in that class.</summary>
    public int ProfileOffset { get; set; }

    /// <summary>True when another read asks for the same registers.</summary>
    public bool IsSame(PlanRead other)
    {
        var same = Identifier == other.Identifier && Channels == other.Channels && (Tag == null) == (other.Tag == null)
            && (Tag == null || Tag.Length == other.Tag.Length);
        for (var i = 0; same && Tag != null && i < Tag.Length; i++)
        {
            same = Tag[i] == other.Tag[i];
        }

        for (var i = 0; same && Tag != null && i < Channels; i++)
        {
            same = ChannelDecimals[i] == other.ChannelDecimals[i];
        }

        return same;
    }

    /// <summary>Bytes of the answer's values.</summary>
    public int PayloadBytes => (HasMoments ? Channels / 2 : Channels) * ValueBytes;
}
