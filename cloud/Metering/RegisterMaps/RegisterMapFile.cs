using System.Globalization;

namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>
/// Reads a register map: <c>key = value</c> lines, then one line a value:
/// <c>OBIS register type unit decimals [scale=-3] [order=low-first] [function=3]</c>. Registers are written as on the
/// wire, in hexadecimal, from 0 (a manual's 30001 or 40001 is 0000). Every line that does not fit is told.
/// </summary>
/// <param name="Map">Null when there are errors.</param>
/// <param name="Errors">"name(line): what is wrong".</param>
public sealed record RegisterMapFile(RegisterMap? Map, IReadOnlyList<string> Errors)
{
    private static readonly string[] _units =
        ["-", "kWh", "kvarh", "kVAh", "Wh", "varh", "W", "kW", "var", "kvar", "VA", "kVA", "V", "A", "Hz", "deg", "degC", "m3", "m3/h", "h"];

    public static RegisterMapFile Read(string file, TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new MapReader(file);
        int number = 0;
        while (text.ReadLine() is { } line && number < RegisterMapLimits.LinesMax)
        {
            reader.Take(++number, line);
        }

        return reader.Finish(number, text.Peek() >= 0);
    }

    private sealed class MapReader(string file)
    {
        private readonly List<string> _errors = [];
        private readonly List<RegisterValue> _values = [];
        private readonly HashSet<string> _keys = [];
        private RegisterValue? _serial;
        private string? _name;
        private int? _function;
        private int _registersMax = RegisterMapLimits.RegistersMax;
        private bool _gaps, _lowFirst, _secondary;

        public void Take(int number, string text)
        {
            string line = text.Split('#')[0].Trim();
            if (line.Length == 0)
                return;
            if (text.Length > RegisterMapLimits.LineCharsMax)
            {
                Error(number, $"longer than {RegisterMapLimits.LineCharsMax} characters");
                return;
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string before = equals < 0 ? "" : line[..equals].TrimEnd();
            if (equals >= 0 && !before.Contains(' ', StringComparison.Ordinal))
                TakeKey(number, before, line[(equals + 1)..].Trim());
            else
                TakeValue(number, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        public RegisterMapFile Finish(int lines, bool isLonger)
        {
            if (isLonger)
                Error(lines, $"more than {RegisterMapLimits.LinesMax} lines");
            if (_name is null)
                Error(Math.Max(1, lines), "no 'map = NAME'");
            if (_values.Count == 0)
                Error(Math.Max(1, lines), "no value");
            if (_values.Count > RegisterMapLimits.ValuesMax)
                Error(_values[RegisterMapLimits.ValuesMax].Line, $"more than {RegisterMapLimits.ValuesMax} values");
            return _errors.Count > 0
                ? new(null, [.. _errors.Take(RegisterMapLimits.ErrorsMax)])
                : new(new RegisterMap(_name!, _registersMax, _gaps, _secondary, _values, _serial), []);
        }

        private void TakeKey(int number, string key, string value)
        {
            if (_values.Count > 0 || _serial is not null)
                Error(number, $"'{key}' stands behind a value: what it says would hold for some only");
            if (!_keys.Add(key))
                Error(number, $"'{key}' stands here a second time");
            switch (key)
            {
                case "map" when value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'): _name = value; break;
                case "map": Error(number, $"'{value}' is no name: small letters, digits, '-' and '.'"); break;
                case "function": _function = Function(number, value); break;
                case "registers": _registersMax = Number(number, key, value, 1, RegisterMapLimits.RegistersMax) ?? _registersMax; break;
                case "gaps": _gaps = Choice(number, key, value, "no", "yes"); break;
                case "order": _lowFirst = Choice(number, key, value, "high-first", "low-first"); break;
                case "side": _secondary = Choice(number, key, value, "primary", "secondary"); break;
                default: Error(number, $"'{key}' is none of: map, function, registers, gaps, order, side"); break;
            }
        }

        private void TakeValue(int number, string[] fields)
        {
            if (fields.Length < 5)
            {
                Error(number, $"{fields.Length} fields; a value is: OBIS register type unit decimals");
                return;
            }

            int before = _errors.Count;
            string obis = fields[0];
            if (obis != RegisterValue.Serial && !ObisText.IsObis(obis))
                Error(number, $"'{obis}' is no OBIS code such as 1-0:1.8.0, and not 'serial'");
            if (!int.TryParse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int address) || fields[1].Length > 4)
                Error(number, $"'{fields[1]}' is no register: 0000 to FFFF");
            if (!Enum.TryParse<RegisterType>(fields[2], ignoreCase: true, out var type) || int.TryParse(fields[2], out _))
                Error(number, $"'{fields[2]}' is none of: {string.Join(", ", Enum.GetNames<RegisterType>()).ToLowerInvariant()}");
            if (!_units.Contains(fields[3]))
                Error(number, $"'{fields[3]}' is no unit that is known: {string.Join(", ", _units)}");
            int decimals = Number(number, "decimals", fields[4], 0, RegisterMapLimits.DecimalsMax) ?? 0;
            int scale = 0;
            bool lowFirst = _lowFirst;
            int? function = _function;
            foreach (string option in fields.AsSpan(5))
            {
                string[] parts = option.Split('=');
                switch (parts[0])
                {
                    case "scale" when parts.Length == 2: scale = Number(number, "scale", parts[1], RegisterMapLimits.ScaleMin, RegisterMapLimits.ScaleMax) ?? 0; break;
                    case "order" when parts.Length == 2: lowFirst = Choice(number, "order", parts[1], "high-first", "low-first"); break;
                    case "function" when parts.Length == 2: function = Function(number, parts[1]); break;
                    default: Error(number, $"'{option}' is none of: scale=N, order=low-first, function=3"); break;
                }
            }

            if (function is null)
                Error(number, "no function: 'function = 3' or 'function = 4' before the first value, or at the value");
            if (type is not (RegisterType.F32 or RegisterType.Pf4) && decimals < -scale)
                Error(number, $"{decimals} decimals cut digits that the register has: a scale of {scale} needs {-scale}");
            if (_errors.Count > before)
                return;
            var value = new RegisterValue(number, obis, function!.Value, address, type, lowFirst, fields[3] == "-" ? "" : fields[3], scale, decimals);
            if (value.End > 0x10000)
                Error(number, $"its {value.Registers} registers run past FFFF");
            else if (value.Registers > _registersMax)
                Error(number, $"its {value.Registers} registers are more than one read may ask for");
            else if (obis == RegisterValue.Serial && _serial is not null)
                Error(number, $"a second serial number; the first stands on line {_serial.Line}");
            else if (_values.FirstOrDefault(v => v.Obis == obis) is { } same)
                Error(number, $"'{obis}' stands on line {same.Line} already");
            else if (_values.FirstOrDefault(v => v.Function == value.Function && v.Address < value.End && value.Address < v.End) is { } over)
                Error(number, $"its registers overlap those of line {over.Line}");
            else if (obis == RegisterValue.Serial && (type is not (RegisterType.U16 or RegisterType.U32 or RegisterType.U64 or RegisterType.Bcd32) || scale != 0))
                Error(number, "a serial number is u16, u32, u64 or bcd32 without scale");
            else if (obis == RegisterValue.Serial)
                _serial = value;
            else
                _values.Add(value);
        }

        private int? Function(int number, string text) => Number(number, "function", text, 3, 4);

        private bool Choice(int number, string key, string value, string no, string yes)
        {
            if (value != no && value != yes)
                Error(number, $"{key}: '{value}' is neither {no} nor {yes}");
            return value == yes;
        }

        private int? Number(int number, string key, string text, int least, int most)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
                return value;
            Error(number, $"{key}: '{text}' is no number from {least} to {most}");
            return null;
        }

        private void Error(int number, string what) => _errors.Add($"{file}({number}): {what}");
    }
}
