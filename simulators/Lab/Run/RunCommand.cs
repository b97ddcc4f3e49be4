using System.CommandLine;
using Wattline.Simulators.Block.Kinds;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The lab's main job on the command line: the whole chain in one process.</summary>
internal static class RunCommand
{
    private static readonly LabOptions _defaults = new();

    private static readonly Option<int> _concentrators = Number("--concentrators", "Concentrators in the block.", _defaults.Concentrators, 1, 64);
    private static readonly Option<int> _lines = Number("--lines", "RS-485 lines of each concentrator.", _defaults.Lines, 1, 8);
    private static readonly Option<int> _meters = Number("--meters", "Meters on each line.", _defaults.Meters, 1, 200);
    private static readonly Option<int> _kiosks = Number("--kiosks", "Kiosks in the block, spread over the concentrators.", _defaults.Kiosks, 0, 64);
    private static readonly Option<int> _customers = Number("--customers", "Customers of a kiosk in a day, on average; each puts in one to five notes.", _defaults.Customers, 0, 500);
    private static readonly Option<string> _protocols = new("--protocols") { Description = $"What the meters of a line speak, in turn: {string.Join(",", MeterKind.All)}.", DefaultValueFactory = _ => MeterKind.Dlt645 };
    private static readonly Option<int> _baud = Number("--baud", "Bits a second of DL/T 645 meters: 600, 1200, 2400, 4800, 9600 or 19200.", _defaults.Baud, 600, 19_200);
    private static readonly Option<TimeSpan?> _every = Duration("--every", "The reading interval, 1m to 1d [15m].");
    private static readonly Option<double> _speed = new("--speed") { Description = "Simulated seconds in a real second; 0 is as fast as it goes.", DefaultValueFactory = _ => _defaults.Speed };
    private static readonly Option<double?> _days = new("--days") { Description = "Simulated days to run." };
    private static readonly Option<TimeSpan?> _for = Duration("--for", "Real time to run, such as 60s.");
    private static readonly Option<int> _seed = new("--seed") { Description = "Decides loads, customers and faults.", DefaultValueFactory = _ => _defaults.Seed };
    private static readonly Option<string> _faults = new("--faults") { Description = "What goes wrong.", DefaultValueFactory = _ => _defaults.Faults };
    private static readonly Option<int> _orders = Number("--orders", "Commands that the lab's people give: trips, and what brings the supply back.", 0, 0, 1_000);
    private static readonly Option<int> _arrears = Number("--arrears", "Customers who do not pay, are tripped, pay cash at a kiosk and close their meters again; at a --speed of 60 or less.", 0, 0, 100);
    private static readonly Option<string?> _profile = new("--profile") { Description = "A measured load (CSV) that every meter replays." };
    private static readonly Option<string?> _data = new("--data") { Description = "Keep all data in this folder; the default is a fresh temporary one." };
    private static readonly Option<string?> _report = new("--report") { Description = "Write the closing report here as JSON." };
    private static readonly Option<string> _uplink = new("--uplink") { Description = "How the gateway delivers: through hubs of the lab's own, or straight to the portal.", DefaultValueFactory = _ => _defaults.Uplink };
    private static readonly Option<int> _mqttPort = Number("--mqtt-port", "The gateway's MQTT port; 0 takes a free one.", 0, 0, 65_535);
    private static readonly Option<int> _httpPort = Number("--http-port", "The portal's port; 0 takes a free one.", 0, 0, 65_535);

    /// <summary>Adds the options and the action to the root command.</summary>
    public static void AddTo(RootCommand root)
    {
        _faults.AcceptOnlyFromAmong("none", "line", "link", "crash", "kiosk", "all");
        _uplink.AcceptOnlyFromAmong("eventhub", "http");
        _every.Validators.Add(result =>
        {
            if (result.GetValue(_every) is { } every && (every < TimeSpan.FromMinutes(1) || every > TimeSpan.FromDays(1) || every.Ticks % TimeSpan.TicksPerSecond != 0))
                result.AddError("--every is from 1m to 1d in whole seconds.");
        });
        _baud.Validators.Add(result =>
        {
            if (result.GetValue(_baud) is not (600 or 1200 or 2400 or 4800 or 9600 or 19_200))
                result.AddError("--baud is 600, 1200, 2400, 4800, 9600 or 19200 (DL/T 645-2007).");
        });
        _protocols.Validators.Add(result =>
        {
            var names = (result.GetValue(_protocols) ?? "").Split(',');
            if (names.FirstOrDefault(name => !MeterKind.All.Contains(name)) is { } unknown)
                result.AddError($"--protocols: '{unknown}' is none of: {string.Join(", ", MeterKind.All)}.");
        });
        _days.Validators.Add(result =>
        {
            if (result.GetValue(_days) is <= 0 or > 3_650)
                result.AddError("--days is above 0 and at most 3650.");
        });
        _speed.Validators.Add(result =>
        {
            if (result.GetValue(_speed) is < 0 or > 1_000_000)
                result.AddError("--speed is from 0 to 1000000.");
        });
        foreach (var option in new Option[] { _concentrators, _lines, _meters, _kiosks, _customers, _protocols, _baud, _every, _speed, _days, _for, _seed, _faults, _orders, _arrears, _profile, _data, _report, _uplink, _mqttPort, _httpPort })
            root.Options.Add(option);
        root.SetAction((parsed, stop) => LabRun.RunAsync(Read(parsed), stop));
    }

    private static LabOptions Read(ParseResult parsed) => new()
    {
        Concentrators = parsed.GetValue(_concentrators),
        Lines = parsed.GetValue(_lines),
        Meters = parsed.GetValue(_meters),
        Kiosks = parsed.GetValue(_kiosks),
        Customers = parsed.GetValue(_customers),
        Protocols = parsed.GetValue(_protocols)!.Split(','),
        Baud = parsed.GetValue(_baud),
        Every = parsed.GetValue(_every) ?? _defaults.Every,
        Speed = parsed.GetValue(_speed),
        Days = parsed.GetValue(_days) is { } days ? TimeSpan.FromDays(days) : null,
        For = parsed.GetValue(_for),
        Seed = parsed.GetValue(_seed),
        Faults = parsed.GetValue(_faults)!,
        Orders = parsed.GetValue(_orders),
        Arrears = parsed.GetValue(_arrears),
        Profile = parsed.GetValue(_profile),
        Data = parsed.GetValue(_data),
        Report = parsed.GetValue(_report),
        Uplink = parsed.GetValue(_uplink)!,
        MqttPort = parsed.GetValue(_mqttPort),
        HttpPort = parsed.GetValue(_httpPort),
    };

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is var value && (value < least || value > most))
                result.AddError($"{name} is from {least} to {most}.");
        });
        return option;
    }

    private static Option<TimeSpan?> Duration(string name, string description) =>
        new(name) { Description = description, CustomParser = Durations.Parse };
}
