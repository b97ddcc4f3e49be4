namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// Walks over the records of a variable answer (EN 13757-3, clause 6): DIF, DIFEs, VIF, VIFEs, value. Looks only at
/// bytes that are there; every step moves on or ends.
/// </summary>
public sealed class MBusReader
{
    private const int Filler = 0x2F;
    private const int MakerData = 0x0F;
    private const int MoreFollows = 0x1F;

    private byte[] _bytes;
    private int _at;
    private int _end;

    /// <summary>Index of the record's DIF.</summary>
    public int Start { get; private set; }

    /// <summary>Index of its value.</summary>
    public int DataStart { get; private set; }

    /// <summary>Bytes of its value.</summary>
    public int DataLength { get; private set; }

    /// <summary>True for the maker's data, which end a telegram.</summary>
    public bool IsMakerData { get; private set; }

    /// <summary>True when the meter has another telegram.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The lower half of the DIF: how the value is held.</summary>
    public int DataField { get; private set; }

    /// <summary>LVAR of a value of variable length; −1 for others.</summary>
    public int Variable { get; private set; }

    /// <summary>0 now, 1 maximum, 2 minimum, 3 during an error.</summary>
    public int Function { get; private set; }

    /// <summary>Storage number.</summary>
    public long Storage { get; private set; }

    /// <summary>Tariff.</summary>
    public int Tariff { get; private set; }

    /// <summary>Subunit.</summary>
    public int Subunit { get; private set; }

    /// <summary>Of <see cref="MBusVif"/>: which table the code is of.</summary>
    public int Table { get; private set; }

    /// <summary>The code in its table, without the extension bit.</summary>
    public int Code { get; private set; }

    /// <summary>Row of <see cref="MBusVif"/>, or −1.</summary>
    public int Row { get; private set; }

    /// <summary>The value is the number times ten to this power.</summary>
    public int Exponent { get; private set; }

    /// <summary>Index of the first VIFE behind the code.</summary>
    public int VifeStart { get; private set; }

    /// <summary>VIFEs behind the code.</summary>
    public int VifeCount { get; private set; }

    /// <summary>Index of the unit's text, last character first.</summary>
    public int TextStart { get; private set; }

    /// <summary>Its length; −1 where the unit is no text.</summary>
    public int TextLength { get; private set; }

    /// <summary>Of <see cref="MBusFault"/>.</summary>
    public int Fault { get; private set; }

    /// <summary>Index of the first byte behind the record.</summary>
    public int End => _at;

    /// <summary>Begins.</summary>
    public void Begin(byte[] bytes, int offset, int count)
    {
        _bytes = bytes;
        _at = offset;
        _end = offset + count;
        HasMore = false;
        Fault = MBusFault.None;
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end, or when <see cref="Fault"/> says so.</returns>
    public bool Next()
    {
        while (_at < _end && _bytes[_at] == Filler)
        {
            _at++;
        }

        if (_at >= _end || Fault != MBusFault.None)
        {
            return false;
        }

        Start = _at;
        int dif = _bytes[_at++];
        IsMakerData = dif is MakerData or MoreFollows;
        if (IsMakerData)
        {
            HasMore = dif == MoreFollows;
            DataStart = _at;
            DataLength = _end - _at;
            _at = _end;
            return true;
        }

        DataField = dif & 0x0F;
        Function = (dif >> 4) & 3;
        Storage = (dif >> 6) & 1;
        Tariff = 0;
        Subunit = 0;
        Fault = ReadDifes(dif);
        if (Fault == MBusFault.None)
        {
            Fault = ReadVif();
        }

        if (Fault == MBusFault.None)
        {
            Fault = FindValue();
        }

        return Fault == MBusFault.None;
    }

    /// <summary>The last VIFE that is more than a power of ten, without its extension bit: which phase, which direction, the maker's word. 0 for none.</summary>
    public int Mark(byte[] bytes)
    {
        var mark = 0;
        var isMakers = false;
        for (var i = 0; i < VifeCount; i++)
        {
            var vife = bytes[VifeStart + i] & 0x7F;
            mark = !isMakers && vife is (>= 0x70 and <= 0x77) or 0x7D ? mark : vife;
            isMakers |= vife == MBusVif.Maker;
        }

        return mark;
    }

    /// <summary>
    /// True when a header's configuration word says that blocks behind it are enciphered by mode 5 or 7 (EN 13757-7, 7.6);
    /// meters on wires put other things into that word, too.
    /// </summary>
    public static bool IsEnciphered(byte[] bytes, int at) => (bytes[at + 1] & 0x1F) is 5 or 7 && bytes[at] >> 4 > 0;

    private int ReadDifes(int dif)
    {
        for (var count = 0; (dif & 0x80) != 0; count++)
        {
            if (_at >= _end)
            {
                return MBusFault.InDifes;
            }

            if (count == MBusLimits.ExtensionsMax)
            {
                return MBusFault.TooManyDifes;
            }

            dif = _bytes[_at++];
            Storage |= (long)(dif & 0x0F) << (1 + (4 * count));
            Tariff |= ((dif >> 4) & 3) << (2 * count);
            Subunit |= ((dif >> 6) & 1) << count;
        }

        return MBusFault.None;
    }

    private int ReadVif()
    {
        TextLength = -1;
        Table = MBusVif.Primary;
        if (_at >= _end)
        {
            return MBusFault.NoVif;
        }

        int vif = _bytes[_at++];
        Code = vif & 0x7F;
        if (Code == MBusVif.Text)
        {
            if (_at >= _end || _at + 1 + _bytes[_at] > _end)
            {
                return MBusFault.InText;
            }

            TextLength = _bytes[_at];
            TextStart = _at + 1;
            _at += 1 + TextLength;
        }
        else if (vif is 0xFB or 0xFD)
        {
            if (_at >= _end)
            {
                return MBusFault.InVifes;
            }

            Table = vif == 0xFB ? MBusVif.First : MBusVif.Second;
            vif = _bytes[_at++];
            Code = vif & 0x7F;
        }

        VifeStart = _at;
        VifeCount = 0;
        while ((vif & 0x80) != 0)
        {
            if (_at >= _end)
            {
                return MBusFault.InVifes;
            }

            if (VifeCount == MBusLimits.ExtensionsMax)
            {
                return MBusFault.TooManyVifes;
            }

            vif = _bytes[_at++];
            VifeCount++;
        }

        Row = TextLength >= 0 ? -1 : MBusVif.Find(Table, Code);
        Exponent = (Row < 0 ? 0 : MBusVif.Exponent(Row, Code)) + Correction();
        return MBusFault.None;
    }

    /// <summary>The powers of ten that VIFEs add (table 15); the maker's own end them.</summary>
    private int Correction()
    {
        var power = 0;
        for (var i = 0; i < VifeCount && !(Table == MBusVif.Primary && Code == MBusVif.Maker); i++)
        {
            var vife = _bytes[VifeStart + i] & 0x7F;
            if (vife == MBusVif.Maker)
            {
                break;
            }

            power += vife is >= 0x70 and <= 0x77 ? vife - 0x76 : vife == 0x7D ? 3 : 0;
        }

        return power;
    }

    private int FindValue()
    {
        Variable = -1;
        switch (DataField)
        {
            case 0:
            case 8:
            case 15:
                DataLength = 0;
                break;
            case 5:
                DataLength = 4;
                break;
            case 7:
                DataLength = 8;
                break;
            case 13:
                if (_at >= _end)
                {
                    return MBusFault.InValue;
                }

                Variable = _bytes[_at++];
                DataLength = LengthOf(Variable);
                if (DataLength < 0)
                {
                    return MBusFault.BadLength;
                }

                break;
            case 14:
                DataLength = 6;
                break;
            default:
                DataLength = DataField & 7;
                break;
        }

        DataStart = _at;
        if (DataLength > _end - _at)
        {
            return MBusFault.InValue;
        }

        _at += DataLength;
        return MBusFault.None;
    }

    /// <summary>Bytes of a value whose LVAR is given (table 5), or −1.</summary>
    private static int LengthOf(int variable) =>
        variable < 0xC0 ? variable
        : variable is >= 0xC0 and <= 0xC9 ? variable - 0xC0
        : variable is >= 0xD0 and <= 0xD9 ? variable - 0xD0
        : variable is >= 0xE0 and <= 0xEF ? variable - 0xE0
        : variable is >= 0xF0 and <= 0xF4 ? 4 * (variable - 0xEC)
        : -1;
}
