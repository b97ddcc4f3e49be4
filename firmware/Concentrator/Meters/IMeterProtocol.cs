using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>A protocol as plans name it: checks what a plan asks in it, and makes its masters.</summary>
public interface IMeterProtocol
{
    /// <summary>Packs a plan's address as the master takes it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="bytes">Room for <see cref="PlanLimits.AddressBytes"/> behind the offset, all 0; the last of them is the protocol's number.</param>
    /// <param name="offset">Where it is put.</param>
    /// <returns>False when it is none that may be asked: a broadcast, a wildcard, another form.</returns>
    bool PackAddress(string text, byte[] bytes, int offset);

    /// <summary>True when meters of the protocol have a memory of a task's type that this firmware reads.</summary>
    /// <param name="task">One of <see cref="TaskType"/>.</param>
    bool Keeps(int task);

    /// <summary>Checks a read, and fills in what the master needs of it; identifier or tag, and channels, are set.</summary>
    /// <param name="read">The read.</param>
    /// <param name="task">One of <see cref="TaskType"/>; 0 for a register of the slot.</param>
    /// <param name="decimals">The decimals of its channels, as the plan says them.</param>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    int Check(PlanRead read, int task, byte[] decimals);

    /// <summary>Makes the master of a line; the caller configures the line.</summary>
    IMeterMaster Open(ISerialLine line);
}
