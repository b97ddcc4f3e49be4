using System;
using System.IO;
using Wattline.Firmware.Kiosks;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// What differs from board to board: a text file of <c>key=value</c> lines, written when the board is commissioned. There
/// is no default for any name, address or password.
/// </summary>
public sealed class BoardConfig
{
    /// <summary>Where the file is: the internal drive, so that a change of the SD card does not change the board.</summary>
    public const string FileName = "I:\\wattline.cfg";

    /// <summary>The concentrator's name: 1 to 32 of A-Z a-z 0-9 - _, the name in its certificate.</summary>
    public string Name { get; private set; }

    /// <summary>The concentrator's password at the gateway, drawn at random when the board is commissioned.</summary>
    public string Password { get; private set; }

    /// <summary>The kiosk's name; null when no validator is connected.</summary>
    public string Kiosk { get; private set; }

    /// <summary>The kiosk's key of 32 bytes for the chain of its records, drawn at random when the board is commissioned.</summary>
    public byte[] KioskKey { get; private set; }

    /// <summary>True when the validator demands encryption.</summary>
    public bool KioskEncrypts { get; private set; }

    /// <summary>The gateway's name, which its certificate must bear.</summary>
    public string Gateway { get; private set; }

    /// <summary>The gateway's port for MQTT over TLS.</summary>
    public int Port { get; private set; } = 8883;

    /// <summary>The device's certificate, PEM.</summary>
    public string Certificate { get; private set; } = "I:\\device.crt";

    /// <summary>The device's key, PEM.</summary>
    public string Key { get; private set; } = "I:\\device.key";

    /// <summary>Number of the newest key for commands; 0 for none: the device obeys none then.</summary>
    public int CommandKeyNumber { get; private set; }

    /// <summary>That key, 32 bytes.</summary>
    public byte[] CommandKey { get; private set; }

    /// <summary>Who signs gateways, PEM.</summary>
    public string Authority { get; private set; } = "I:\\ca.crt";

    /// <summary>A time server (SNTP) beside the gateway; null for none.</summary>
    public string TimeServer { get; private set; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ArgumentException">A line is not understood, or the name, the password or the gateway is missing.</exception>
    public static BoardConfig Load()
    {
        var config = new BoardConfig();
        var lines = File.ReadAllText(FileName).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var equals = line.IndexOf('=');
            if (equals <= 0 || !config.Set(line.Substring(0, equals).Trim(), line.Substring(equals + 1).Trim()))
            {
                throw new ArgumentException(FileName + ": line " + (i + 1).ToString());
            }
        }
        if (config.Name == null || config.Password == null || config.Gateway == null)
        {
            throw new ArgumentException(FileName + ": name, password and gateway are needed");
        }
        if (config.Kiosk != null && config.KioskKey == null)
        {
            throw new ArgumentException(FileName + ": a kiosk needs its kioskkey");
        }
        return config;
    }

    private bool Set(string key, string value)
    {
        switch (key)
        {
            case "name":
                Name = value;
                return value.Length is > 0 and <= 32;
            case "password":
                Password = value;
                return value.Length > 0;
            case "kiosk":
                Kiosk = value;
                return value.Length is > 0 and <= 32;
            case "kioskkey":
                KioskKey = Hex(value);
                return KioskKey != null && KioskKey.Length == KioskLimits.KeyBytes;
            case "kioskencrypts":
                KioskEncrypts = value == "yes";
                return value is "yes" or "no";
            case "gateway":
                Gateway = value;
                return value.Length > 0;
            case "port":
                Port = int.Parse(value);
                return Port is > 0 and < 65536;
            case "certificate":
                Certificate = value;
                return true;
            case "key":
                Key = value;
                return true;
            case "authority":
                Authority = value;
                return true;
            case "time_server":
                TimeServer = value;
                return value.Length > 0;
            case "command_key":
                return SetCommandKey(value);
            default:
                return false;
        }
    }

    /// <summary>number:64 hex digits in lower case, as the cloud showed it once.</summary>
    private bool SetCommandKey(string value)
    {
        var colon = value.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }
        CommandKeyNumber = int.Parse(value.Substring(0, colon));
        CommandKey = Hex(value.Substring(colon + 1));
        return CommandKeyNumber > 0 && CommandKey != null && CommandKey.Length == 32;
    }

    /// <returns>The bytes of hexadecimal digits; null when there are others.</returns>
    private static byte[] Hex(string text)
    {
        if (text.Length % 2 != 0)
        {
            return null;
        }
        var bytes = new byte[text.Length / 2];
        for (var i = 0; i < text.Length; i++)
        {
            var digit = "0123456789abcdef".IndexOf(text[i]);
            if (digit < 0)
            {
                return null;
            }
            bytes[i / 2] = (byte)((bytes[i / 2] << 4) | digit);
        }
        return bytes;
    }
}
