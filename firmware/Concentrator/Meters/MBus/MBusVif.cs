namespace Wattline.Firmware.Meters.MBus;

/// <summary>The value information fields of EN 13757-3, tables 10 to 14: what a number is, its unit and its power of ten.</summary>
public static class MBusVif
{
    /// <summary>Codes of the primary table.</summary>
    public const int Primary = 0;

    /// <summary>Codes behind FB.</summary>
    public const int First = 1;

    /// <summary>Codes behind FD.</summary>
    public const int Second = 2;

    /// <summary>The date of table 10, type G.</summary>
    public const int Date = 0x6C;

    /// <summary>Date and time, types F and I.</summary>
    public const int DateAndTime = 0x6D;

    /// <summary>The unit is a text in the record.</summary>
    public const int Text = 0x7C;

    /// <summary>The maker's own.</summary>
    public const int Maker = 0x7F;

    // A row: table << 16 | first code << 8 | how many codes; its exponent at the first code; 99: times in s, min, h, d.
    private const int Times = 99;

    private static readonly int[] _rows =
    {
        0x000008, 0x000808, 0x001008, 0x001808, 0x002004, 0x002404, 0x002808, 0x003008, 0x003808, 0x004008, 0x004808, 0x005008,
        0x005804, 0x005C04, 0x006004, 0x006404, 0x006804, 0x006C01, 0x006D01, 0x006E01, 0x007004, 0x007404, 0x007801, 0x007901,
        0x007A01, 0x007E01, 0x007F01, 0x010002, 0x010202, 0x010402, 0x010802, 0x010C04, 0x011002, 0x011404, 0x011802, 0x011A02,
        0x012001, 0x012101, 0x012802, 0x012A01, 0x012B01, 0x012C04, 0x013002, 0x013404, 0x015804, 0x015C04, 0x016004, 0x016404,
        0x017004, 0x017404, 0x017808, 0x020004, 0x020404, 0x020801, 0x020901, 0x020A01, 0x020B01, 0x020C01, 0x020D01, 0x020E01,
        0x020F01, 0x021001, 0x021101, 0x021201, 0x021301, 0x021401, 0x021501, 0x021601, 0x021701, 0x021801, 0x021901, 0x021A01,
        0x021B01, 0x021C01, 0x021D01, 0x021E01, 0x021F01, 0x022001, 0x022101, 0x022201, 0x022301, 0x022404, 0x022801, 0x022901,
        0x022A01, 0x022B01, 0x022C04, 0x023001, 0x023103, 0x023404, 0x023801, 0x023901, 0x023A01, 0x023B01, 0x023C04, 0x024010,
        0x025010, 0x026001, 0x026101, 0x026201, 0x026301, 0x026401, 0x026501, 0x026601, 0x026701, 0x026801, 0x026901, 0x026A01,
        0x026B01, 0x026C01, 0x026D01, 0x026E01, 0x026F01, 0x027001, 0x027101, 0x027201, 0x027301, 0x027401, 0x027501, 0x027601,
    };

    private static readonly sbyte[] _exponents =
    {
        -3, 0, -6, -3, Times, Times, -3, 0, -6, -7, -9, -3,
        -3, -3, -3, -3, -3, 0, 0, 0, Times, Times, 0, 0,
        0, 0, 0, -1, 0, 0, -1, -1, 2, -3, 2, -1,
        0, -1, -1, -1, -1, -3, -1, -3, -3, -3, -3, -3,
        -3, -3, -3, -3, -3, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, Times, 0, 0,
        0, 0, Times, 0, Times, Times, 0, 0, 0, 0, Times, -9,
        -12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    };

    private static readonly string[] _quantities =
    {
        "energy", "energy", "volume", "mass", "on time", "operating time",
        "power", "power", "volume flow", "volume flow", "volume flow", "mass flow",
        "flow temperature", "return temperature", "temperature difference", "external temperature", "pressure", "date",
        "date and time", "HCA units", "averaging duration", "actuality duration", "fabrication number", "enhanced identification",
        "bus address", "any", "manufacturer specific", "energy", "reactive energy", "apparent energy",
        "energy", "energy", "volume", "reactive power", "mass", "relative humidity",
        "volume", "volume", "power", "phase angle of voltages", "phase angle of voltage and current", "frequency",
        "power", "apparent power", "flow temperature", "return temperature", "temperature difference", "external temperature",
        "temperature limit", "temperature limit", "cumulated maximum power", "credit", "debit", "access number",
        "medium", "manufacturer", "parameter set identification", "model/version", "hardware version", "firmware version",
        "software version", "customer location", "customer", "access code of the user", "access code of the operator", "access code of the system operator",
        "access code of the developer", "password", "error flags", "error mask", "security key", "digital output",
        "digital input", "baud rate", "response delay", "retry", "remote control", "first cyclic storage",
        "last cyclic storage", "size of a storage block", "descriptor of tariff and subunit", "storage interval", "storage interval", "storage interval",
        "operator specific data", "second of the time", "duration since last readout", "start of tariff", "duration of tariff", "period of tariff",
        "period of tariff", "period of tariff", "dimensionless", "data container", "period of transmissions", "voltage",
        "current", "reset counter", "cumulation counter", "control signal", "day of week", "week number",
        "time of day change", "state of parameter activation", "special supplier information", "duration since last cumulation", "duration since last cumulation", "duration since last cumulation",
        "duration since last cumulation", "operating time of battery", "operating time of battery", "operating time of battery", "operating time of battery", "date and time of battery change",
        "received level", "daylight saving", "listening window", "battery left", "times the meter was stopped", "data container of the maker",
    };

    private static readonly string[] _units =
    {
        "Wh", "J", "m3", "kg", "", "", "W", "J/h", "m3/h", "m3/min", "m3/s", "kg/h",
        "degC", "degC", "K", "degC", "bar", "", "", "", "", "", "", "",
        "", "", "", "MWh", "kvarh", "kVAh", "GJ", "Mcal", "m3", "kvar", "t", "%",
        "ft3", "ft3", "MW", "deg", "deg", "Hz", "GJ/h", "kVA", "degF", "degF", "degF", "degF",
        "degF", "degC", "W", "currency", "currency", "", "", "", "", "", "", "",
        "", "", "", "", "", "", "", "", "", "", "", "",
        "", "baud", "bit times", "", "", "", "", "", "", "", "months", "years",
        "", "", "", "", "", "", "months", "years", "", "", "", "V",
        "A", "", "", "", "", "", "", "", "", "h", "d", "months",
        "years", "h", "d", "months", "years", "", "dBm", "", "", "d", "", "",
    };

    private static readonly string[] _timeUnits = { "s", "min", "h", "d" };

    /// <summary>The row of a code, or −1.</summary>
    public static int Find(int table, int code)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            var first = (_rows[row] >> 8) & 0xFF;
            if (_rows[row] >> 16 == table && code >= first && code < first + (_rows[row] & 0xFF))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>True for a time whose code says in which unit it is: seconds, minutes, hours or days.</summary>
    public static bool IsTime(int row) => _exponents[row] == Times;

    /// <summary>What it is.</summary>
    public static string Quantity(int row) => _quantities[row];

    /// <summary>Its unit, or empty.</summary>
    public static string Unit(int row, int code) => _exponents[row] == Times ? _timeUnits[code & 3] : _units[row];

    /// <summary>Its power of ten.</summary>
    public static int Exponent(int row, int code) =>
        _exponents[row] == Times ? 0 : _exponents[row] + code - ((_rows[row] >> 8) & 0xFF);
}
