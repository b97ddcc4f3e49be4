using System.Device.Gpio;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The external watchdog: the chip has none that managed code can feed. Only the main loop feeds it.</summary>
public sealed class Watchdog
{
    private readonly GpioPin _pin;

    public Watchdog(GpioController gpio) => _pin = gpio.OpenPin(Pins.Watchdog, PinMode.Output);

    /// <summary>Tells it that the loop came round.</summary>
    public void Feed() => _pin.Toggle();
}
