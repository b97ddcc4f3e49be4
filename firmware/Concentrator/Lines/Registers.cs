using System;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

/// <summary>
/// The last good values of every meter's energy registers, and whether new ones can follow on them. A checksum of
/// 8 bits lets one wrong frame in 256 through; a register that moves backwards or faster than the mains allow is
/// therefore read again before it is believed.
/// </summary>
internal sealed class Registers
{
    private readonly long[] _values;
    private readonly long[] _readAt;

    public Registers(int values, int reads)
    {
        _values = new long[values];
        _readAt = new long[reads];
        for (var i = 0; i < reads; i++)
        {
            _readAt[i] = long.MinValue;
        }
    }

    /// <summary>Keeps values that are believed; a channel without one keeps its last.</summary>
    /// <param name="read">Index of the meter's read in the plan.</param>
    /// <param name="first">Index of its first value in the plan.</param>
    /// <param name="at">When they were read; before the start of the device it is negative.</param>
    public void Keep(int read, int first, long[] values, bool[] has, int offset, int count, long at)
    {
        _readAt[read] = at;
        for (var i = 0; i < count; i++)
        {
            _values[first + i] = has[offset + i] ? values[offset + i] : _values[first + i];
        }
    }

    /// <summary>Takes over what another plan's registers kept of a read.</summary>
    public void Inherit(Registers before, int readBefore, int firstBefore, int read, int first, int count)
    {
        _readAt[read] = before._readAt[readBefore];
        Array.Copy(before._values, firstBefore, _values, first, count);
    }

    /// <summary>True when values can follow on the last good ones, or there are none.</summary>
    public bool CanFollow(PlanRead format, int read, int first, long[] values, bool[] has, long now) =>
        _readAt[read] == long.MinValue || CanFollow(format, _values, first, values, has, now - _readAt[read]);

    /// <summary>True when values can follow on others after so many milliseconds.</summary>
    public static bool CanFollow(PlanRead format, long[] before, int first, long[] values, bool[] has, long elapsed)
    {
        long scale = LineLimits.CapacityKilowatts;
        for (var i = 0; i < format.Decimals; i++)
        {
            scale *= 10;
        }

        elapsed = elapsed < 0 ? 0 : elapsed < LineLimits.WatchedMax ? elapsed : LineLimits.WatchedMax;
        for (var i = 0; i < format.Channels; i++)
        {
            var hourly = format.HourlyMax == null ? scale : format.HourlyMax[i];

            // The register truncates and the two times are ours, not the meter's: two units of the last digit beside.
            var most = (elapsed / 1000 * hourly / 3600) + (elapsed % 1000 * hourly / 3600000) + 2;
            var step = values[i] - before[first + i];
            if (has[i] && hourly > 0 && (step > most || step < (format.IsCumulative ? 0 : -most)))
            {
                return false;
            }
        }

        return true;
    }
}
