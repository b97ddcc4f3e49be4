using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>A meter's date and time, which are two questions (DL/T 645-2007: 04 00 01 01 and 02).</summary>
internal sealed class MeterTime
{
    private const uint DateIdentifier = 0x04000101;
    private const uint TimeIdentifier = 0x04000102;

    private bool _hasDate;
    private long _days;

    /// <summary>Seconds since 2000-01-01 00:00 of the meter's zone, by the meter.</summary>
    public long Local { get; private set; }

    /// <summary>True when midnight may have come between the two answers.</summary>
    public bool IsNearMidnight =>
        Local % 86400 < OwedLimits.MidnightMargin || Local % 86400 > 86400 - OwedLimits.MidnightMargin;

    public void Begin() => _hasDate = false;

    public void Ask(OwedLine line, int meter, long now) =>
        line.Read(meter, _hasDate ? TimeIdentifier : DateIdentifier, _hasDate ? 3 : 4, now);

    /// <summary>Takes an answer.</summary>
    /// <returns>Of <see cref="Chore"/>: Done when both are there, Broken when it is no date or no time.</returns>
    public int Take(Dlt645Master master)
    {
        if (_hasDate)
        {
            if (master.PayloadLength != 3)
            {
                return Chore.Broken;
            }

            var second = Dlt645Moment.Digits(master.Payload[0]);
            var minute = Dlt645Moment.Digits(master.Payload[1]);
            var hour = Dlt645Moment.Digits(master.Payload[2]);
            if (second is < 0 or > 59 || minute is < 0 or > 59 || hour is < 0 or > 23)
            {
                return Chore.Broken;
            }

            Local = (_days * 86400) + (hour * 3600) + (minute * 60) + second;
            return Chore.Done;
        }

        // Some leave the weekday out.
        var first = master.PayloadLength - 3;
        if (first is < 0 or > 1)
        {
            return Chore.Broken;
        }

        _days = Dlt645Moment.Days(
            Dlt645Moment.Digits(master.Payload[first + 2]), Dlt645Moment.Digits(master.Payload[first + 1]), Dlt645Moment.Digits(master.Payload[first]));
        _hasDate = _days >= 0;
        return _hasDate ? Chore.Going : Chore.Broken;
    }
}
