using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Wattline.Simulators.Lab.Capture;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Serving;
using Wattline.Tests.Shared;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>A capture is a vector file, and it says what the line said.</summary>
public sealed class CaptureTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Frames_of_one_burst_are_vectors_of_their_own_and_noise_is_refused()
    {
        var book = Book(all: true);
        book.Heard(null, Convert.FromHexString("68610100000000681104333334331416" + "6861010000000068910833333433593333338A16"), _start);
        book.Heard(null, Convert.FromHexString("686101000000006891083333"), _start.AddSeconds(2));
        book.Heard(null, Convert.FromHexString("343359333333" + "8A16"), _start.AddSeconds(2.4));
        book.Heard(null, Convert.FromHexString("010203"), _start.AddSeconds(4));
        book.Flush();

        var vectors = Vectors();
        Assert.Equal(["request", "response", "response", null], vectors.Select(v => v.Direction));
        Assert.Equal([null, null, null, "start"], vectors.Select(v => v.Refuse));
        Assert.Equal("forward active energy: 0.26; unit kWh; tariff 0; settlement 0", vectors[1].Text("item"));
        Assert.Equal(["line-0001", "line-0002", "line-0003", "line-0004"], vectors.Select(v => v.Id));
        Assert.Equal((4, 1, 0), (book.Vectors, book.Refused, book.Repeated));
    }

    [Fact]
    public void What_was_heard_before_is_left_out()
    {
        var book = Book(all: false);
        for (int i = 0; i < 3; i++)
        {
            book.Heard(null, Convert.FromHexString("68610100000000681104333334331416"), _start.AddSeconds(2 * i));
        }

        book.Flush();
        Assert.Single(Vectors());
        Assert.Equal(2, book.Repeated);
    }

    [Fact]
    public void Every_vector_of_the_files_survives_being_captured()
    {
        foreach (string protocol in (string[])["dlt645-2007", "dlt645-1997"])
        {
            foreach (var vector in VectorFile.Load(protocol).Where(v => v.Kind == "frame" && v.Valid && v.Text("bytes_after") is null))
            {
                using var output = new StringWriter(CultureInfo.InvariantCulture);
                var book = new CaptureBook(DecodeCommand.Protocols[protocol], output, "x", TimeSpan.FromSeconds(1), all: true);
                book.Heard(null, vector.Frame, _start);
                book.Flush();
                var captured = Assert.Single(VectorFile.Parse(vector.Id, output.ToString()).Vectors);
                Assert.Equal(vector.Meaning, captured.Meaning);
            }
        }
    }

    [Fact]
    public async Task Between_a_master_and_its_line_both_are_heard()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var meter = new SimulatedMeter(new MeterSettings { Address = "000000000161" }, new LoadProfile([500]));
        using var shelf = new MeterShelf([meter], MachineTime.Clock);
        await using var server = MeterTcpServer.Start(shelf, new IPEndPoint(IPAddress.Loopback, 0));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var book = Book(all: true);
        var standing = CaptureEar.StandBetweenAsync(listener, new DnsEndPoint("127.0.0.1", server.Endpoint.Port), book, MachineTime.Clock, stop.Token);

        using (var master = new TcpClient())
        {
            await master.ConnectAsync((IPEndPoint)listener.LocalEndpoint, limit.Token);
            await master.GetStream().WriteAsync(Convert.FromHexString("68610100000000681104333334331416"), limit.Token);
            byte[] answer = new byte[24];
            await master.GetStream().ReadExactlyAsync(answer, limit.Token);
            Assert.Equal(0x91, answer[12]);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => standing);
        book.Flush();
        var vectors = Vectors();
        Assert.Equal(["request", "response"], vectors.Select(v => v.Direction));
        Assert.Equal("forward active energy: 0.00; unit kWh; tariff 0; settlement 0", vectors[1].Text("item"));
    }

    [Theory]
    [InlineData("", "Give --tty DEVICE or --tcp HOST:PORT, one of them.")]
    [InlineData("--tty /dev/null --between 0", "--between wants --tcp HOST:PORT, the line.")]
    [InlineData("--tcp nowhere --pause 0", "--pause: 1 to 10000.|--tcp: HOST:PORT.")]
    public void All_wrong_options_are_told_at_once(string options, string errors) =>
        Assert.Equal(errors, string.Join('|', CaptureCommand.Create().Parse(options).Errors.Select(e => e.Message).Order()));

    private CaptureBook Book(bool all) => new(DecodeCommand.Protocols["dlt645-2007"], _output, "line", TimeSpan.FromMilliseconds(500), all);

    private IReadOnlyList<Vector> Vectors()
    {
        var file = VectorFile.Parse("captured", _output.ToString());
        Assert.Empty(file.Errors);
        return file.Vectors;
    }
}
