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

    [Fact]
    public async Task Meters_of_an_age_have_their_freezes_and_obey_the_password_that_was_given()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new FirstLine();
        var serving = MetersCommand.Create().Parse("--tcp 0 --meters 1 --age 3 --baud 0 --password 02:123456")
            .InvokeAsync(new InvocationConfiguration { Output = output }, stop.Token);
        string where = await output.Line.WaitAsync(stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", int.Parse(where.Split(':')[^1].Split(',')[0], CultureInfo.InvariantCulture), stop.Token);

        Assert.Equal("91", await AskAsync(0x11, "03000605")); // The third midnight before now.
        Assert.Equal("D1", await AskAsync(0x11, "04000605"));
        Assert.Equal("9C", await AskAsync(0x1C, "0256341201000000" + "2A00" + "595923311299"));
        Assert.Equal("DC", await AskAsync(0x1C, "0256341301000000" + "2A00" + "595923311299"));
        await stop.CancelAsync();
        await serving;

        async Task<string> AskAsync(byte control, string data)
        {
            byte[] payload = [.. Convert.FromHexString(data).Select(b => (byte)(b + 0x33))];
            byte[] frame = [0x68, 1, 0, 0, 0, 0, 0, 0x68, control, (byte)payload.Length, .. payload];
            await client.GetStream().WriteAsync((byte[])[.. frame, (byte)frame.Sum(b => b), 0x16], stop.Token);
            byte[] head = new byte[14];
            await client.GetStream().ReadExactlyAsync(head, stop.Token);
            await client.GetStream().ReadExactlyAsync(new byte[head[13] + 2], stop.Token);
            return head[12].ToString("X2", CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("--pty --age -1", "--age: 0 to 400.")]
    [InlineData("--pty --password 1:2", "--password: LEVEL:DIGITS, two and six digits.")]
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
