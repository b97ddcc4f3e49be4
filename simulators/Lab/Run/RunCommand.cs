using System.CommandLine;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The lab's main job on the command line: the whole chain in one process.</summary>
internal static class RunCommand
{
    private static readonly LabOptions Defaults = new();

    private static readonly Option<int> Concentrators = Number("--concentrators", "Concentrators in the block.", Defaults.Concentrators, 1, 64);
    private static readonly Option<int> Lines = Number("--lines", "RS-485 lines of each concentrator.", Defaults.Lines, 1, 8);
    private static readonly Option<int> Meters = Number("--meters", "Meters on each line.", Defaults.Meters, 1, 200);
    private static readonly Option<int> Kiosks = Number("--kiosks", "Kiosks in the block, spread over the concentrators.", Defaults.Kiosks, 0, 64);
    private static readonly Option<int> Baud = Number("--baud", "Bits a second on the lines: 600, 1200, 2400, 4800, 9600 or 19200.", Defaults.Baud, 600, 19_200);
    private static readonly Option<TimeSpan?> Every = Duration("--every", "The reading interval, 1m to 1d [15m].");
    private static readonly Option<double> Speed = new("--speed") { Description = "Simulated seconds in a real second; 0 is as fast as it goes.", DefaultValueFactory = _ => Defaults.Speed };
    private static readonly Option<double?> Days = new("--days") { Description = "Simulated days to run." };
    private static readonly Option<TimeSpan?> For = Duration("--for", "Real time to run, such as 60s.");
    private static readonly Option<int> Seed = new("--seed") { Description = "Decides loads, customers and faults.", DefaultValueFactory = _ => Defaults.Seed };
    private static readonly Option<string> Faults = new("--faults") { Description = "What goes wrong.", DefaultValueFactory = _ => Defaults.Faults };
    private static readonly Option<string?> Profile = new("--profile") { Description = "A measured load (CSV) that every meter replays." };
    private static readonly Option<string?> Data = new("--data") { Description = "Keep all data in this folder; the default is a fresh temporary one." };
    private static readonly Option<string?> Report = new("--report") { Description = "Write the closing report here as JSON." };
    private static readonly Option<int> MqttPort = Number("--mqtt-port", "The gateway's MQTT port; 0 takes a free one.", 0, 0, 65_535);
    private static readonly Option<int> HttpPort = Number("--http-port", "The portal's port; 0 takes a free one.", 0, 0, 65_535);

    /// <summary>Adds the options and the action to the root command.</summary>
    public static void AddTo(RootCommand root)
    {
        Faults.AcceptOnlyFromAmong("none", "line", "link", "crash", "all");
        Every.Validators.Add(result =>
        {
            if (result.GetValue(Every) is { } every && (every < TimeSpan.FromMinutes(1) || every > TimeSpan.FromDays(1) || every.Ticks % TimeSpan.TicksPerSecond != 0))
                result.AddError("--every is from 1m to 1d in whole seconds.");
        });
        Baud.Validators.Add(result =>
        {
            if (result.GetValue(Baud) is not (600 or 1200 or 2400 or 4800 or 9600 or 19_200))
                result.AddError("--baud is 600, 1200, 2400, 4800, 9600 or 19200 (DL/T 645-2007).");
        });
        Days.Validators.Add(result =>
        {
            if (result.GetValue(Days) is <= 0 or > 3_650)
                result.AddError("--days is above 0 and at most 3650.");
        });
        Speed.Validators.Add(result =>
        {
            if (result.GetValue(Speed) is < 0 or > 1_000_000)
                result.AddError("--speed is from 0 to 1000000.");
        });
        foreach (var option in new Option[] { Concentrators, Lines, Meters, Kiosks, Baud, Every, Speed, Days, For, Seed, Faults, Profile, Data, Report, MqttPort, HttpPort })
            root.Options.Add(option);
        root.SetAction((parsed, stop) => LabRun.RunAsync(Read(parsed), stop));
    }

    private static LabOptions Read(ParseResult parsed) => new()
    {
        Concentrators = parsed.GetValue(Concentrators),
        Lines = parsed.GetValue(Lines),
        Meters = parsed.GetValue(Meters),
        Kiosks = parsed.GetValue(Kiosks),
        Baud = parsed.GetValue(Baud),
        Every = parsed.GetValue(Every) ?? Defaults.Every,
        Speed = parsed.GetValue(Speed),
        Days = parsed.GetValue(Days) is { } days ? TimeSpan.FromDays(days) : null,
        For = parsed.GetValue(For),
        Seed = parsed.GetValue(Seed),
        Faults = parsed.GetValue(Faults)!,
        Profile = parsed.GetValue(Profile),
        Data = parsed.GetValue(Data),
        Report = parsed.GetValue(Report),
        MqttPort = parsed.GetValue(MqttPort),
        HttpPort = parsed.GetValue(HttpPort),
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
