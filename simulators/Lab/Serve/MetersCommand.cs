using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Serving;

namespace Wattline.Simulators.Lab.Serve;

/// <summary><c>lab meters</c>: simulated DL/T 645-2007 meters for other people's software, on a TCP port or a pseudo-terminal.</summary>
public static class MetersCommand
{
    /// <summary>RS-485 with 1/8-load transceivers.</summary>
    private const int MetersMax = 256;

    /// <summary>What fits a load profile of four years, and what a meter forgets anyhow.</summary>
    private const int AgeMax = 400;

    private const string Dlt645 = "dlt645-2007", Dlt1997 = "dlt645-1997";

    private static readonly int[] _bauds = [0, 600, 1200, 2400, 4800, 9600, 19200];

    public static Command Create()
    {
        var tcp = new Option<int?>("--tcp") { Description = "Serve on this TCP port of the loopback, as a serial device server does; 0 takes a free one." };
        var pty = new Option<bool>("--pty") { Description = "Serve on a pseudo-terminal, as a serial port." };
        var count = new Option<int>("--meters") { Description = $"Meters on the line, 1 to {MetersMax}.", DefaultValueFactory = _ => 4 };
        var seed = new Option<int>("--seed") { Description = "Of loads and start values.", DefaultValueFactory = _ => 1 };
        var baud = new Option<int>("--baud") { Description = "Wire time as at this speed (8E1); 0 for none.", DefaultValueFactory = _ => 2400 };
        var profile = new Option<FileInfo?>("--profile") { Description = "A measured load, one line a minute: Date;Time;Global_active_power;..." };
        var protocol = new Option<string>("--protocol", "-p") { Description = "What the meters speak; a Modbus meter also by its model.", DefaultValueFactory = _ => Dlt645 };
        protocol.AcceptOnlyFromAmong([Dlt645, Dlt1997, .. MeterKinds.Names]);
        var age = new Option<int>("--age") { Description = "Days that DL/T 645 meters have measured already, by the machine's clock: their freezes, settlements and profiles are there." };
        var password = new Option<string?>("--password") { Description = "LEVEL:DIGITS (02:123456) that DL/T 645 meters obey; without it they obey nobody." };
        var command = new Command("meters", "Serve simulated meters on TCP or a pseudo-terminal until Ctrl+C.") { tcp, pty, count, seed, baud, profile, protocol, age, password };
        command.Validators.Add(result =>
        {
            if (result.GetValue(tcp) is null == !result.GetValue(pty)) result.AddError("Give --tcp PORT or --pty, one of them.");
        });
        tcp.Validators.Add(result => Check(result, result.GetValueOrDefault<int?>() is null or (>= 0 and <= IPEndPoint.MaxPort), $"--tcp: a port is 0 to {IPEndPoint.MaxPort}."));
        count.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= 1 and <= MetersMax, $"--meters: 1 to {MetersMax}."));
        baud.Validators.Add(result => Check(result, _bauds.Contains(result.GetValueOrDefault<int>()), $"--baud: one of {string.Join(", ", _bauds)}."));
        age.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= 0 and <= AgeMax, $"--age: 0 to {AgeMax}."));
        password.Validators.Add(result => Check(result, result.GetValueOrDefault<string?>() is not { } text || PasswordOf(text) is not null, "--password: LEVEL:DIGITS, two and six digits."));
        command.SetAction(async (parsed, stop) =>
        {
            var config = parsed.InvocationConfiguration;
            if (!TryLoad(parsed.GetValue(profile), out var load, out string? error))
            {
                await config.Error.WriteLineAsync(error);
                return 1;
            }

            string kind = parsed.GetRequiredValue(protocol);
            if (kind is not (Dlt645 or Dlt1997))
            {
                return await OtherMeters.ServeAsync(kind, parsed.GetValue(count), parsed.GetValue(seed), load, parsed.GetValue(tcp), parsed.GetValue(baud), config, stop);
            }

            var old = TimeSpan.FromDays(parsed.GetValue(age));
            var meters = Make(parsed.GetValue(count), parsed.GetValue(seed), load, kind, old, parsed.GetValue(password));
            using var shelf = new MeterShelf(meters, TimeProvider.System, parsed.GetValue(baud), age: old);
            try
            {
                if (parsed.GetValue(tcp) is { } port)
                {
                    await using var server = MeterTcpServer.Start(shelf, new IPEndPoint(IPAddress.Loopback, port));
                    var at = server.Endpoint;
                    Say(config.Output, shelf, meters, kind, parsed.GetValue(baud), $"tcp {at}",
                        $"printf '{Escaped(meters[0].Address)}' | timeout 3 nc {at.Address} {at.Port} | xxd -p");
                    await Task.Delay(Timeout.Infinite, stop);
                }
                else
                {
                    await using var terminal = MeterTerminal.Start(shelf);
                    Say(config.Output, shelf, meters, kind, parsed.GetValue(baud), terminal.Path,
                        $"(timeout 3 cat {terminal.Path} | xxd -p & printf '{Escaped(meters[0].Address)}' > {terminal.Path}; wait)");
                    await Task.Delay(Timeout.Infinite, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return 0;
            }
            catch (Exception refused) when (refused is SocketException or IOException or DllNotFoundException)
            {
                await config.Error.WriteLineAsync(refused.Message);
                return 1;
            }

            return 0;
        });
        return command;
    }

    private static void Check(OptionResult option, bool good, string error)
    {
        if (!good) option.AddError(error);
    }

    private static bool TryLoad(FileInfo? file, out LoadProfile? load, out string? error)
    {
        (load, error) = (null, null);
        if (file is null)
        {
            return true;
        }

        try
        {
            using var csv = file.OpenText();
            if (LoadProfile.TryReadCsv(csv, out load, out string? fault)) return true;
            error = $"{file}: {fault}";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            error = unreadable.Message;
        }

        return false;
    }

    private static Dictionary<byte, string>? PasswordOf(string text) =>
        text is [var tens, var ones, ':', ..] && text.Length == 9 && char.IsAsciiHexDigit(tens) && char.IsAsciiHexDigit(ones) && text[3..].All(char.IsAsciiDigit)
            ? new() { [Convert.ToByte(text[..2], 16)] = text[3..] }
            : null;

    private static List<SimulatedMeter> Make(int count, int seed, LoadProfile? load, string kind, TimeSpan age, string? password)
    {
        var meters = new List<SimulatedMeter>();
        for (int i = 0; i < count; i++)
        {
            var random = new Random(unchecked((seed * 397) ^ i));
            var settings = new MeterSettings
            {
                Address = string.Create(CultureInfo.InvariantCulture, $"{i + 1:D12}"),
                Seed = random.Next(),
                Protocol = kind == Dlt1997 ? MeterProtocol.Dlt1997 : MeterProtocol.Dlt2007,
                Passwords = password is null ? null : PasswordOf(password),
                StartHundredths = [random.Next(100_000), random.Next(1_000_000), random.Next(1_000_000), random.Next(1_000_000)],
            };
            if (age > TimeSpan.Zero)
            {
                settings = settings with { Start = TimeProvider.System.GetUtcNow() - age };
            }

            meters.Add(new SimulatedMeter(settings, load ?? LoadProfile.Household(random.Next(), (settings.Start + settings.Zone).UtcDateTime)));
        }

        return meters;
    }

    private static void Say(TextWriter output, MeterShelf shelf, List<SimulatedMeter> meters, string kind, int baud, string where, string how)
    {
        output.WriteLine($"{meters.Count} {kind.Replace("dlt645", "DL/T 645", StringComparison.Ordinal)} meters on {where}{(baud == 0 ? "" : $", wire time as at {baud} baud 8E1")}");
        foreach (var meter in meters)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {meter.Address}  {shelf.Shows(meter) / 100m:0.00} kWh"));
        }

        if (kind == Dlt1997)
        {
            output.Flush();
            return; // The question below is not one of theirs.
        }

        output.WriteLine("Read the first one, then give the answer to lab decode:");
        output.WriteLine($"  {how}");
        output.WriteLine("  dotnet run --project simulators/Lab -- decode --protocol dlt645-2007 HEX");
        output.Flush();
    }

    /// <summary>The question for forward active energy (00 01 00 00) as printf takes it: octal, which every shell knows.</summary>
    private static string Escaped(string address)
    {
        byte[] head = [0x68, .. Convert.FromHexString(address).Reverse(), 0x68, 0x11, 4, 0x33, 0x33, 0x34, 0x33];
        byte[] frame = [0xFE, 0xFE, 0xFE, 0xFE, .. head, (byte)head.Sum(b => b), 0x16];
        return string.Concat(frame.Select(b => "\\" + Convert.ToString(b, 8).PadLeft(3, '0')));
    }
}
