namespace Wattline.Firmware.Meters;

/// <summary>
/// Cuts the answer to a question for load records (06 xx) into records. A record is
/// <c>A0 A0, length, mm hh DD MM YY, class AA … class AA, sum, E5</c>; the length counts what stands between it and the
/// sum, and the sum all before it. Whatever is not so is broken, and so is what stands behind it.
/// </summary>
public sealed class Dlt645Records
{
    /// <summary>There is no further record.</summary>
    public const int End = 0;

    /// <summary>A record, whole.</summary>
    public const int Whole = 1;

    /// <summary>What follows is no record.</summary>
    public const int Broken = 2;

    private const int Start = 0xA0;
    private const int Separator = 0xAA;
    private const int Stop = 0xE5;
    private const int HeadBytes = 3;
    private const int MomentBytes = 5;

    private readonly int[] _at = new int[Dlt645Profile.Classes + 1];
    private byte[] _bytes;
    private int _start;
    private int _next;
    private int _end;
    private int _class;

    /// <summary>Minutes since 2000 of the meter's zone; −1 when the record's moment is not in the calendar.</summary>
    public long Stamp { get; private set; }

    /// <summary>True when nothing stands behind the last record.</summary>
    public bool IsLast => _next == _end;

    /// <summary>Begins with an answer.</summary>
    /// <param name="bytes">The answer without identifier; not to be changed while records are taken.</param>
    /// <param name="count">Bytes of it.</param>
    /// <param name="number">The class that was asked for, 0 for all: some meters leave the other classes' separators out.</param>
    public void Begin(byte[] bytes, int count, int number)
    {
        _bytes = bytes;
        _next = 0;
        _end = count;
        _class = number;
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>Of this class's constants.</returns>
    public int Next()
    {
        if (_next == _end)
        {
            return End;
        }

        var length = _end - _next > HeadBytes ? _bytes[_next + 2] : 0;
        var sumAt = _next + HeadBytes + length;
        if (length <= MomentBytes || sumAt + 2 > _end || _bytes[_next] != Start || _bytes[_next + 1] != Start
            || _bytes[sumAt + 1] != Stop || _bytes[sumAt] != Sum(_next, sumAt) || !TakeClasses(_next + HeadBytes + MomentBytes, sumAt))
        {
            _next = _end;
            return Broken;
        }

        _start = _next;
        Stamp = Dlt645Moment.Minutes(_bytes, _next + HeadBytes);
        _next = sumAt + 2;
        return Whole;
    }

    /// <summary>Gives the last whole record again.</summary>
    public void Back() => _next = _start;

    /// <summary>True when a record behind the last one is of a moment between two: then the last one's date is not its own.</summary>
    /// <param name="from">Minutes since 2000 of the meter's zone.</param>
    /// <param name="before">The same, itself not included.</param>
    public bool FollowsWithin(long from, long before)
    {
        var next = _next;
        var start = _start;
        var found = false;
        while (!found && Next() == Whole)
        {
            found = Stamp >= from && Stamp < before;
        }

        _next = start;
        Next();
        return found && _next == next;
    }

    /// <summary>A value of the record.</summary>
    /// <param name="number">Its class, 1 to 6.</param>
    /// <param name="offset">Its place there.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="hasSign">Whether the top bit is a minus.</param>
    /// <param name="value">The digits, unscaled.</param>
    /// <returns>Of <see cref="MeterValue"/>: missing where the class is not recorded, or has another length than the standard's.</returns>
    public int Value(int number, int offset, int count, bool hasSign, out long value)
    {
        value = 0;
        if (_at[number] < 0)
        {
            return MeterValue.Missing;
        }

        var result = Bcd.Read(_bytes, _at[number] + offset, count, hasSign, out value);
        return result == Bcd.Ok ? MeterValue.Ok : result == Bcd.BadDigit ? MeterValue.Broken : MeterValue.Missing;
    }

    /// <summary>No digit is AA, so that it only ever ends a class.</summary>
    private bool TakeClasses(int from, int until)
    {
        var count = 0;
        var first = from;
        for (var i = 1; i <= Dlt645Profile.Classes; i++)
        {
            _at[i] = -1;
        }

        for (var i = from; i < until; i++)
        {
            if (_bytes[i] != Separator)
            {
                continue;
            }

            if (++count > Dlt645Profile.Classes)
            {
                return false;
            }

            _at[count] = i - first == Dlt645Profile.BytesOf(count) ? first : -1;
            if (count == 1 && i + 1 == until && _class > 1)
            {
                // The one class that was asked for stands alone.
                _at[_class] = i - first == Dlt645Profile.BytesOf(_class) ? first : -1;
                _at[1] = -1;
            }

            first = i + 1;
        }

        return first == until && (count == Dlt645Profile.Classes || (count == 1 && _class > 0));
    }

    private int Sum(int from, int until)
    {
        var sum = 0;
        for (var i = from; i < until; i++)
        {
            sum += _bytes[i];
        }

        return sum & 0xFF;
    }
}
