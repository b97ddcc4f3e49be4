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
    /// <param name="protocol">One of <see cref="Meters.MeterProtocols"/>.</param>
    /// <param name="address">As the protocol packs it.</param>
    bool HasMeter(int line, int protocol, byte[] address);

    /// <summary>The same of an address as its protocol writes it; of one that may name its number, the number is not looked at where the plan names none.</summary>
    bool HasMeter(int line, int protocol, string address);

    /// <summary>Offers a plan.</summary>
    void OnPlan(byte[] payload, int offset, int count);
}
