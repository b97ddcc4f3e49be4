using nanoFramework.Runtime.Native;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>Restarts the board.</summary>
public sealed class BoardRestart : IRestart
{
    /// <inheritdoc/>
    public void Restart() => Power.RebootDevice();
}
