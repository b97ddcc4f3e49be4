using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Items of a task, numbered on the meter's calendar: days, hours or periods since 2000, settlements by their month.
/// Times are seconds since 2000-01-01 00:00 of the meter's zone.
/// </summary>
internal static class OwedItems
{
    /// <summary>The newest item whose time has come.</summary>
    public static int Newest(PlanTask task, long local)
    {
        if (task.Type is not (TaskType.Settlement or TaskType.Demand))
        {
            return (int)(local / task.When);
        }

        var day = local / 86400;
        var hour = (int)(local / 3600 % 24);
        var month = Dlt645Moment.MonthOf(ref day);
        return day > task.When / 100 || (day == task.When / 100 && hour >= task.When % 100) ? month : month - 1;
    }

    /// <summary>The time of an item.</summary>
    public static long TimeOf(PlanTask task, int item) =>
        task.Type is not (TaskType.Settlement or TaskType.Demand)
            ? (long)item * task.When
            : (Dlt645Moment.Days(item / 12, (item % 12) + 1, task.When / 100) * 86400) + (task.When % 100 * 3600);

    /// <summary>Items that a horizon of days holds.</summary>
    public static int Within(PlanTask task, int days)
    {
        var items = task.Type is TaskType.Settlement or TaskType.Demand ? (days + 29) / 30 : (int)((days * 86400L) / task.When);
        return items < task.Depth ? items : task.Depth;
    }
}
