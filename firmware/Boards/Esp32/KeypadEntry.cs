using System.Device.Gpio;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// Keypad of 3 by 4 keys: digits and <c>#</c> give the account, <c>#</c> alone says yes to a name and ends a session,
/// <c>*</c> clears the digits, says no, and asks for the note in escrow back. It knows what the screen shows.
/// </summary>
public sealed class KeypadEntry : IIdentitySource, IKioskKeys, IKioskDisplay
{
    private const string Keys = "123456789*0#";

    // A contact bounces for a few milliseconds; a finger stays for 100.
    private const int ScanMs = 20;

    private readonly GpioPin[] _columns = new GpioPin[3];
    private readonly GpioPin[] _rows = new GpioPin[4];
    private readonly char[] _digits = new char[KioskLimits.AccountCharsMax];
    private int _count;
    private int _pressed = -1;
    private int _candidate = -1;
    private long _nextScan;
    private string _account;
    private int _key;
    private int _screen;

    public KeypadEntry(GpioController gpio)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = gpio.OpenPin(Pins.KeypadColumns[i], PinMode.Output);
            _columns[i].Write(PinValue.High);
        }
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = gpio.OpenPin(Pins.KeypadRows[i], PinMode.Input);
        }
    }

    /// <inheritdoc/>
    public string Take()
    {
        var account = _account;
        _account = null;
        return account;
    }

    /// <inheritdoc/>
    public int Kind => 0;

    /// <inheritdoc/>
    int IKioskKeys.Take()
    {
        var key = _key;
        _key = KioskKey.None;
        return key;
    }

    /// <inheritdoc/>
    public long TakeAmount() => -1;

    /// <inheritdoc/>
    public string TakeSlip() => null;

    /// <inheritdoc/>
    public void Show(int screen, string name, long balance, long arrears, string currency)
    {
        _screen = screen;
        // What was pressed at another screen belonged to that.
        _key = KioskKey.None;
    }

    /// <summary>Looks at the keys.</summary>
    /// <param name="now">Milliseconds since this start of the device.</param>
    public void Step(long now)
    {
        if (now < _nextScan)
        {
            return;
        }
        _nextScan = now + ScanMs;
        var key = Scan();
        // Two scans that agree: a key, or none.
        if (key == _candidate && key != _pressed)
        {
            _pressed = key;
            if (key >= 0)
            {
                Press(Keys[key]);
            }
        }
        _candidate = key;
    }

    private int Scan()
    {
        var found = -1;
        for (var column = 0; column < _columns.Length; column++)
        {
            _columns[column].Write(PinValue.Low);
            for (var row = 0; row < _rows.Length; row++)
            {
                if (_rows[row].Read() == PinValue.Low)
                {
                    found = (row * _columns.Length) + column;
                }
            }
            _columns[column].Write(PinValue.High);
        }
        return found;
    }

    private void Press(char key)
    {
        if (key == '*')
        {
            _count = 0;
            _key = KioskKey.Cancel;
        }
        else if (key != '#')
        {
            if (_count < _digits.Length)
            {
                _digits[_count++] = key;
            }
        }
        else if (_count == 0)
        {
            _key = _screen is KioskScreen.Confirm or KioskScreen.ConfirmPressButton or KioskScreen.ConfirmIsClosed ? KioskKey.Yes : KioskKey.Finish;
        }
        else
        {
            _account = new string(_digits, 0, _count);
            _count = 0;
        }
    }
}
