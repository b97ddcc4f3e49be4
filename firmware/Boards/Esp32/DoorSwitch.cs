using System.Device.Gpio;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The cabinet's switch: a closed door pulls the pin to ground. Debouncing is the core's.</summary>
public sealed class DoorSwitch : IDoorSwitch
{
    private readonly GpioPin _pin;

    public DoorSwitch(GpioController gpio) => _pin = gpio.OpenPin(Pins.Door, PinMode.InputPullUp);

    /// <inheritdoc/>
    public bool IsOpen => _pin.Read() == PinValue.High;
}
