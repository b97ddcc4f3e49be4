namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>
/// Walks over data lines: address(value*unit)(value)… Several addresses may stand in a line, and the values of one may
/// go on in the next line (gas of DSMR 2 and 3).
/// </summary>
public sealed class IecDataReader
{
    private byte[] _bytes;
    private int _at;
    private int _end;

    /// <summary>Index of the address; such as 1-0:1.8.0.</summary>
    public int AddressStart { get; private set; }

    /// <summary>Its characters.</summary>
    public int AddressLength { get; private set; }

    /// <summary>Index of the value.</summary>
    public int ValueStart { get; private set; }

    /// <summary>Its characters; 0 for ().</summary>
    public int ValueLength { get; private set; }

    /// <summary>Index of the unit.</summary>
    public int UnitStart { get; private set; }

    /// <summary>Its characters, 0 for none.</summary>
    public int UnitLength { get; private set; }

    /// <summary>Begins.</summary>
    public void Begin(byte[] bytes, int offset, int count)
    {
        _bytes = bytes;
        _at = offset;
        _end = offset + count;
    }

    /// <summary>Goes to the next address, over values that were not read.</summary>
    /// <returns>False at the end.</returns>
    public bool NextObject()
    {
        while (NextValue())
        {
        }

        while (_at < _end && IsBreak(_bytes[_at]))
        {
            _at++;
        }

        AddressStart = _at;
        while (_at < _end && _bytes[_at] != '(' && !IsBreak(_bytes[_at]) && _bytes[_at] != '!')
        {
            _at++;
        }

        AddressLength = _at - AddressStart;
        return AddressLength > 0 && _at < _end && _bytes[_at] == '(';
    }

    /// <summary>Goes to the next value of the address.</summary>
    /// <returns>False when it has no more.</returns>
    public bool NextValue()
    {
        var at = _at;
        while (at < _end && IsBreak(_bytes[at]))
        {
            at++;
        }

        if (at >= _end || _bytes[at] != '(')
        {
            return false;
        }

        ValueStart = ++at;
        UnitLength = 0;
        UnitStart = -1;
        while (at < _end && _bytes[at] != ')' && !IsBreak(_bytes[at]))
        {
            if (_bytes[at] == '*' && UnitStart < 0)
            {
                UnitStart = at + 1;
            }

            at++;
        }

        if (at >= _end || _bytes[at] != ')')
        {
            // The line ends inside the value.
            _at = at;
            return false;
        }

        ValueLength = (UnitStart < 0 ? at : UnitStart - 1) - ValueStart;
        UnitLength = UnitStart < 0 ? 0 : at - UnitStart;
        _at = at + 1;
        return true;
    }

    /// <summary>The value as a number of decimals.</summary>
    /// <param name="decimals">Decimals of the result; more than the meter shows are filled up, fewer would cut and are refused.</param>
    /// <param name="value">The number without its point.</param>
    /// <returns>False for what is no number, or has more decimals or digits than fit.</returns>
    public bool TryNumber(int decimals, out long value)
    {
        value = 0;
        var at = ValueStart;
        var end = ValueStart + ValueLength;
        while (at < end && _bytes[at] == ' ')
        {
            at++;
        }

        var minus = at < end && _bytes[at] == '-';
        at += minus || (at < end && _bytes[at] == '+') ? 1 : 0;
        var left = -1;
        var digits = 0;
        for (; at < end; at++)
        {
            if (_bytes[at] == '.' && left < 0)
            {
                left = decimals;
                continue;
            }

            if (_bytes[at] is < (byte)'0' or > (byte)'9' || left == 0 || value > (long.MaxValue / 10) - 1)
            {
                value = 0;
                return false;
            }

            value = (value * 10) + _bytes[at] - '0';
            digits++;
            left -= left > 0 ? 1 : 0;
        }

        for (left = left < 0 ? decimals : left; left > 0 && digits > 0; left--)
        {
            if (value > long.MaxValue / 10)
            {
                value = 0;
                return false;
            }

            value *= 10;
        }

        value = minus ? -value : value;
        return digits > 0;
    }

    private static bool IsBreak(byte value) => value is (byte)'\r' or (byte)'\n';
}
