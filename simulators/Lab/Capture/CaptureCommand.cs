using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Wattline.Simulators.Lab.Decode;

namespace Wattline.Simulators.Lab.Capture;

/// <summary><c>lab capture</c>: the traffic of a real or simulated line as vectors with what they say.</summary>
public static class CaptureCommand
{
    private const int PauseMax = 10_000;

    public static Command Create()
    {
        var protocol = new Option<string>("--protocol", "-p") { Description = "What the line speaks.", DefaultValueFactory = _ => "dlt645-2007" };
        protocol.AcceptOnlyFromAmong([.. DecodeCommand.Protocols.Keys]);
        var tty = new Option<string?>("--tty") { Description = "Listen on this device (set its speed first: stty -F DEVICE 2400 raw cs8 parenb -parodd); a pseudo-terminal, or a file of bytes, too." };
        var tcp = new Option<string?>("--tcp") { Description = "HOST:PORT of a serial device server: listen there; with --between, what masters say goes there." };
        var between = new Option<int?>("--between") { Description = "Stand between: masters connect to this port of the loopback (0 takes a free one)." };
        var file = new Option<FileInfo?>("--out") { Description = "Where the vectors go; standard output by default." };
        var name = new Option<string>("--name") { Description = "What the vectors' ids begin with.", DefaultValueFactory = _ => "captured" };
        var pause = new Option<int>("--pause") { Description = "Milliseconds of silence that end a burst.", DefaultValueFactory = _ => 500 };
        var all = new Option<bool>("--all") { Description = "Also what was heard before; a line asks the same again and again." };
        var command = new Command("capture", "Write what is said on a line as vectors (tests/Vectors) until Ctrl+C or its end. Passwords that were sent in clear stand in them.")
        {
            protocol, tty, tcp, between, file, name, pause, all,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(tty) is null == result.GetValue(tcp) is null) result.AddError("Give --tty DEVICE or --tcp HOST:PORT, one of them.");
            if (result.GetValue(between) is not null && result.GetValue(tcp) is null) result.AddError("--between wants --tcp HOST:PORT, the line.");
        });
        tcp.Validators.Add(result => Check(result, result.GetValueOrDefault<string?>() is not { } text || EndPointOf(text) is not null, "--tcp: HOST:PORT."));
        between.Validators.Add(result => Check(result, result.GetValueOrDefault<int?>() is null or (>= 0 and <= IPEndPoint.MaxPort), $"--between: a port is 0 to {IPEndPoint.MaxPort}."));
        pause.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= 1 and <= PauseMax, $"--pause: 1 to {PauseMax}."));
        command.SetAction(async (parsed, stop) =>
        {
            var config = parsed.InvocationConfiguration;
            try
            {
                using var into = parsed.GetValue(file) is { } at ? at.CreateText() : null;
                var book = new CaptureBook(
                    DecodeCommand.Protocols[parsed.GetRequiredValue(protocol)], into ?? config.Output, parsed.GetRequiredValue(name),
                    TimeSpan.FromMilliseconds(parsed.GetValue(pause)), parsed.GetValue(all));
                try
                {
                    await HearAsync(parsed.GetValue(tty), parsed.GetValue(tcp), parsed.GetValue(between), book, config.Error, stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Asked to stop: what was heard is written.
                }

                book.Flush();
                await config.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{book.Vectors} vectors, {book.Refused} of them refused; {book.Repeated} frames heard before."));
                return 0;
            }
            catch (Exception refused) when (refused is SocketException or IOException or UnauthorizedAccessException)
            {
                await config.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        });
        return command;
    }

    private static async Task HearAsync(string? tty, string? tcp, int? between, CaptureBook book, TextWriter said, CancellationToken stop)
    {
        if (tty is not null)
        {
            using var device = new FileStream(tty, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            await CaptureEar.HearAsync(device, book, TimeProvider.System, stop).WaitAsync(stop); // A read of a device does not end by itself.
            return;
        }

        var line = EndPointOf(tcp!)!;
        if (between is { } port)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            await said.WriteLineAsync($"masters connect to {listener.LocalEndpoint}");
            await CaptureEar.StandBetweenAsync(listener, line, book, TimeProvider.System, stop);
            return;
        }

        using var client = new TcpClient();
        await client.ConnectAsync(line.Host, line.Port, stop);
        await CaptureEar.HearAsync(client.GetStream(), book, TimeProvider.System, stop);
    }

    private static DnsEndPoint? EndPointOf(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(text[..colon].Trim('[', ']'), port)
            : null;
    }

    private static void Check(OptionResult option, bool good, string error)
    {
        if (!good) option.AddError(error);
    }
}
