using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Commands;

/// <summary>Where the plan of a command goes.</summary>
internal interface IPlanTaker
{
    /// <summary>The version in use; −1 for none.</summary>
    int PlanVersion { get; }

    /// <summary>The plan in use; null for none.</summary>
    Plan InUse { get; }

    /// <summary>Plans refused since the start.</summary>
    int PlansRefused { get; }

    /// <summary>True when the plan in use asks a meter of this address on a line.</summary>
    /// <param name="address">DL/T 645, wire order.</param>
    bool HasMeter(int line, byte[] address);

    /// <summary>Offers a plan.</summary>
    void OnPlan(byte[] payload, int offset, int count);
}
