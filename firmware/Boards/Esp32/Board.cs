using System;
using System.Device.Gpio;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Networking;
using nanoFramework.System.IO.FileSystem;
using Wattline.Firmware.Cabinet;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Time;
using Wattline.Firmware.Uplink;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The parts of the device, put together, and the loop that steps them.</summary>
public sealed class Board
{
    // The journal is on the SD card: 4 MB keep some weeks of readings of a hundred meters, and a segment four whole messages.
    private const string Folder = "D:\\wattline";
    private const int Segments = 32;
    private const int SegmentBytes = 131072;

    // One character at 9600 baud takes 1.1 ms: nothing comes more often.
    private const int LoopMs = 1;
    private const int LedMs = 100;

    private readonly SDCard _card;
    private readonly FlashJournal _journal;
    private readonly ConcentratorMachine _concentrator;
    private readonly UplinkMachine _uplink;
    private readonly KeypadEntry _keypad;
    private readonly StatusLed _led;
    private readonly Watchdog _watchdog;

    public Board(BoardConfig config)
    {
        MapPins();
        var gpio = new GpioController();
        _watchdog = new Watchdog(gpio);
        _watchdog.Feed();
        _led = new StatusLed(gpio);
        _keypad = new KeypadEntry(gpio);
        NetworkHelper.SetupNetworkHelper();

        _card = MountCard();
        var clock = new SteadyClock(new RtcClock());
        var entropy = new BoardEntropy(gpio, "I:\\entropy.bin");
        _journal = new FlashJournal(new FileFlash(Folder, Segments, SegmentBytes), entropy, clock);
        if (!_journal.Open(Environment.TickCount64))
        {
            throw new IOException("The journal does not open: no card, or a card that refuses.");
        }
        var door = new DoorMachine(config.Name, new DoorSwitch(gpio), _journal, clock);
        var sntp = config.TimeServer == null ? null : new SntpClient(new UdpSocket(config.TimeServer, SntpLimits.Port), entropy, clock);
        var extras = BuildExtras(door, config.Kiosk == null ? null : BuildKiosk(config, clock, entropy), sntp);
        _concentrator = new ConcentratorMachine(config.Name, _journal, new ISerialLine[] { new UartLine(Pins.MeterPort, true) }, clock, extras);
        _concentrator.WatchJournal(_journal, 0);
        if (sntp != null)
        {
            sntp.Taker = _concentrator;
        }

        if (config.CommandKey != null)
        {
            _concentrator.UseCommands(new CommandKeys(config), new BoardRestart());
        }

        var device = new X509Certificate2(File.ReadAllText(config.Certificate), File.ReadAllText(config.Key), "");
        var socket = new TlsSocket(config.Gateway, config.Port, device, new X509Certificate(File.ReadAllText(config.Authority)));
        _uplink = new UplinkMachine(_journal, socket, new UplinkSettings(config.Name, config.Password), entropy, _concentrator);
    }

    /// <summary>Never returns.</summary>
    public void Run()
    {
        _concentrator.Start(Environment.TickCount64);
        var ledAt = 0L;
        while (true)
        {
            var now = Environment.TickCount64;
            _keypad.Step(now);
            _concentrator.Step(now);
            _uplink.Step(now);
            if (now >= ledAt)
            {
                ledAt = now + LedMs;
                _led.Show(now, _uplink.IsOnline, _concentrator.PlanVersion >= 0);
            }
            _watchdog.Feed();
            Thread.Sleep(LoopMs);
        }
    }

    private KioskMachine BuildKiosk(BoardConfig config, IWallClock clock, IEntropy entropy)
    {
        var ledger = new KioskLedger(config.Kiosk, 0, _journal, config.KioskKey);
        var encryption = config.KioskEncrypts ? new SspEncryption(new EcbCipher(), entropy, SspEncryption.DefaultKey) : null;
        var validator = new SspDevice(KioskLimits.NoteDevice, new UartLine(Pins.ValidatorPort, false), ledger, encryption);
        var parts = new KioskParts
        {
            Sources = new IIdentitySource[] { _keypad },
            Keys = _keypad,
            Display = _keypad,
            Directory = new CustomerDirectory(config.Kiosk, _journal, clock, ledger),
        };
        return new KioskMachine(config.Kiosk, ledger, new ICashDevice[] { validator }, parts, _journal, clock);
    }

    private static IMachine[] BuildExtras(IMachine door, IMachine kiosk, IMachine sntp)
    {
        var extras = new IMachine[1 + (kiosk == null ? 0 : 1) + (sntp == null ? 0 : 1)];
        extras[0] = door;
        if (kiosk != null)
        {
            extras[1] = kiosk;
        }
        if (sntp != null)
        {
            extras[extras.Length - 1] = sntp;
        }
        return extras;
    }

    private static void MapPins()
    {
        Configuration.SetPinFunction(Pins.MeterTx, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(Pins.MeterRx, DeviceFunction.COM2_RX);
        Configuration.SetPinFunction(Pins.MeterDriverEnable, DeviceFunction.COM2_RTS);
        Configuration.SetPinFunction(Pins.ValidatorTx, DeviceFunction.COM3_TX);
        Configuration.SetPinFunction(Pins.ValidatorRx, DeviceFunction.COM3_RX);
        Configuration.SetPinFunction(Pins.CardData, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(Pins.CardAnswer, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(Pins.CardClock, DeviceFunction.SPI1_CLOCK);
    }

    private static SDCard MountCard()
    {
        var card = new SDCard(new SDCardSpiParameters { spiBus = 1, chipSelectPin = Pins.CardSelect });
        card.Mount();
        return card;
    }
}
