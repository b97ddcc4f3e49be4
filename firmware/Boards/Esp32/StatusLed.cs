using System.Device.Gpio;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>One LED for the person at the cabinet: lit = the gateway is there; slow = reading without it; fast = no plan yet.</summary>
public sealed class StatusLed
{
    private const int SlowMs = 1000;
    private const int FastMs = 200;

    private readonly GpioPin _pin;

    public StatusLed(GpioController gpio) => _pin = gpio.OpenPin(Pins.StatusLed, PinMode.Output);

    /// <summary>Shows the state.</summary>
    /// <param name="now">Milliseconds since this start of the device.</param>
    /// <param name="online">The gateway's session stands.</param>
    /// <param name="hasPlan">There is a reading plan.</param>
    public void Show(long now, bool online, bool hasPlan)
    {
        var lit = hasPlan && online || now / (hasPlan ? SlowMs : FastMs) % 2 == 0;
        _pin.Write(lit ? PinValue.High : PinValue.Low);
    }
}
