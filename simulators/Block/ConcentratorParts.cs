using Wattline.Firmware.Ports;
using Wattline.Firmware.Uplink;

namespace Wattline.Simulators.Block;

/// <summary>The hardware of a concentrator that the block does not simulate itself.</summary>
/// <param name="Flash">Holds the journal; survives cuts.</param>
/// <param name="Entropy">Random bytes.</param>
/// <param name="Socket">The way to the gateway.</param>
/// <param name="Uplink">Name, password and time-outs of the MQTT client.</param>
/// <param name="ClockCanBeSet">Whether the gateway's time messages set the clock.</param>
/// <param name="Committed">Told of each message (stream, sequence) when the flash has it; null when nobody asks.</param>
/// <param name="Keys">The device's keys for commands; null: it obeys none.</param>
/// <param name="Restart">Restarts the device; null where nothing can.</param>
public sealed record ConcentratorParts(
    IFlash Flash, IEntropy Entropy, ISocketPort Socket, UplinkSettings Uplink, bool ClockCanBeSet, Action<int, long>? Committed = null,
    ICommandKeys? Keys = null, IRestart? Restart = null);
