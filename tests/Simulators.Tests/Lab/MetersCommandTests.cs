using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Wattline.Simulators.Lab.Serve;
using Wattline.Simulators.Meters.Dlt645;
using Xunit;

namespace Wattline.Tests.Simulators.Lab;

public sealed class MetersCommandTests
{
    private static readonly byte[] _readFirstMeter = Convert.FromHexString("FEFEFEFE6801000000000068110433333433B316");

    [Fact(Timeout = 60_000)]
    public async Task A_reader_on_the_tcp_port_gets_a_meters_register()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new FirstLine();
        var serving = MetersCommand.Create().Parse("--tcp 0")
            .InvokeAsync(new InvocationConfiguration { Output = output }, stop.Token);
        string where = await output.Line.WaitAsync(stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", int.Parse(where.Split(':')[^1].Split(',')[0], CultureInfo.InvariantCulture), stop.Token);

        await client.GetStream().WriteAsync(_readFirstMeter, stop.Token);
        byte[] answer = new byte[24];
        await client.GetStream().ReadExactlyAsync(answer, stop.Token);

        var frame = Dlt645Parser.Parse(answer).Frame;
        Assert.NotNull(frame);
        Assert.Equal(("000000000001", 0x91, 8), (frame.Address, frame.Control, frame.Data.Length));
        await stop.CancelAsync();
        await serving;
    }

    [Theory]
    [InlineData("", "Give --tcp PORT or --pty, one of them.")]
    [InlineData("--pty --tcp 1", "Give --tcp PORT or --pty, one of them.")]
    [InlineData("--tcp 70000 --meters 0 --baud 1", "--baud: one of 0, 600, 1200, 2400, 4800, 9600, 19200.|--meters: 1 to 256.|--tcp: a port is 0 to 65535.")]
    public void All_wrong_options_are_told_at_once(string options, string errors) =>
        Assert.Equal(errors, string.Join('|', MetersCommand.Create().Parse(options).Errors.Select(e => e.Message).Order()));

    /// <summary>Gives the first line that is written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FirstLine()
            : base(new StringBuilder(), CultureInfo.InvariantCulture)
        {
        }

        public Task<string> Line => _line.Task;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
