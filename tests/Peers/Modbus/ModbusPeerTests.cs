using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers.Modbus;

/// <summary>mbpoll and pymodbus read simulated Modbus meters over TCP and a pseudo-terminal; firmware's master reads a pymodbus server.</summary>
public sealed class ModbusPeerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mbpoll_reads_a_meter_over_TCP()
    {
        await using var meters = await ServedMeters.StartAsync("--protocol modbus-tcp --tcp 0 --meters 2", Stop);
        var (exit, output) = await Tool.RunAsync("mbpoll", Stop, "-m", "tcp", "-p", meters.Port, "-a", "1", "-0", "-r", "72", "-t", "3:float", "-B", "-1", meters.Host);
        Assert.True(exit == 0, output);
        Assert.Equal(meters.Energy, Number(output), 2);
    }

    [Fact]
    public async Task Mbpoll_reads_a_meter_on_a_pseudo_terminal()
    {
        await using var meters = await ServedMeters.StartAsync("--protocol modbus-rtu --pty --baud 9600 --meters 2", Stop);
        var (exit, output) = await Tool.RunAsync("mbpoll", Stop, "-m", "rtu", "-b", "9600", "-P", "none", "-o", "5", "-a", "1", "-0", "-r", "72", "-t", "3:float", "-B", "-1", meters.Path);
        Assert.True(exit == 0, output);
        Assert.Equal(meters.Energy, Number(output), 2);
    }

    [Theory]
    [InlineData("--protocol modbus-tcp --tcp 0")]
    [InlineData("--protocol modbus-rtu --pty --baud 9600")]
    public async Task Pymodbus_reads_a_meter(string options)
    {
        await using var meters = await ServedMeters.StartAsync(options, Stop);
        string[] where = meters.Path.Length > 0 ? ["rtu", meters.Path] : ["tcp", meters.Host, meters.Port];
        var (exit, output) = await Tool.RunAsync("/usr/bin/python3", Stop, [RepositoryRoot.Combine("tests", "Peers", "Modbus", "read.py"), .. where]);
        Assert.True(exit == 0, output);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"energy {meters.Energy:0.00}"), output, StringComparison.Ordinal);
        Assert.Contains($"number {meters.Number}", output, StringComparison.Ordinal);
        Assert.Contains("missing 2", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp", true)]
    [InlineData("rtu", false)]
    public async Task Our_master_reads_a_pymodbus_server(string framing, bool overTcp)
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var server = Process.Start(new ProcessStartInfo("/usr/bin/python3", [RepositoryRoot.Combine("tests", "Peers", "Modbus", "serve.py"), $"{port}", framing]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("serving", await server.StandardOutput.ReadLineAsync(Stop));
            using var line = await RealLine.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Stop);
            var master = new ModbusMaster(line, overTcp);
            master.Begin(3, 4, 72, 2, 9600, 10, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, await line.FinishAsync(master, Stop));
            Assert.Equal((ModbusValue.Ok, 123_456L), (ModbusValue.Read(master.Payload, 0, ModbusType.F32, false, 2, out long energy), energy));
            master.Begin(3, 3, 7, 3, 9600, 10, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, await line.FinishAsync(master, Stop));
            Assert.Equal("006B006C006D", Convert.ToHexString(master.Payload, 0, master.PayloadLength));
            master.Begin(3, 3, 190, 100, 9600, 10, line.Now);
            Assert.Equal((ExchangeOutcome.Refused, 2), (await line.FinishAsync(master, Stop), master.ExceptionCode));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static decimal Number(string output) =>
        decimal.Parse(Regex.Match(output, @"\[72\]:\s+([-0-9.e+]+)").Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
}
