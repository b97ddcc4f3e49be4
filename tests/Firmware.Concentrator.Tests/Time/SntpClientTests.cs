using System.Buffers.Binary;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Time;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Time;

public sealed class SntpClientTests : IDatagramPort, ITimeTaker
{
    private readonly FakeClock _clock = new();
    private readonly SntpClient _client;
    private readonly List<byte[]> _sent = [];
    private readonly Queue<byte[]> _come = new();
    private readonly List<long> _times = [];

    public SntpClientTests() => _client = new SntpClient(this, new SeededEntropy(1), _clock) { Taker = this };

    [Theory]
    [InlineData("2026-03-01T12:00:00.250Z")]
    [InlineData("2036-02-07T06:28:15.999Z")]
    [InlineData("2036-02-07T06:28:16.500Z")]
    [InlineData("2099-12-31T23:59:59Z")]
    public void The_time_is_the_servers_and_half_of_the_way(string said)
    {
        var time = DateTimeOffset.Parse(said, System.Globalization.CultureInfo.InvariantCulture);
        _client.Step(0);
        _come.Enqueue(Answer(time));
        _client.Step(300);
        Assert.InRange(Assert.Single(_times) - time.ToUnixTimeMilliseconds(), 149, 150);
    }

    [Fact]
    public void While_the_time_is_not_known_it_asks_each_minute_and_else_a_few_times_a_day()
    {
        Run(10 * 60_000);
        Assert.Equal(10, _sent.Count);
        Assert.Equal(10, _sent.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(_sent, question => Assert.Equal((48, 0x23, 0), (question.Length, question[0], question[1..40].Sum(b => b))));
        _clock.Set(1);
        Run(24 * 3_600_000, from: 10 * 60_000);
        Assert.InRange(_sent.Count, 13, 15);
    }

    [Fact]
    public void What_is_no_answer_of_a_server_that_has_the_time_is_refused()
    {
        var time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var bad = new Action<byte[]>[]
        {
            answer => answer[0] = 0xE4, // Not synchronised.
            answer => answer[0] = 0x23, // A question.
            answer => answer[0] = 0x25, // A broadcast.
            answer => answer[1] = 16,
            answer => answer[24]++, // Not to our question.
            answer => answer[31]++,
            answer => answer[5] = 1, // A second away from its source.
            answer => answer[9] = 1,
            answer => answer.AsSpan(40).Clear(),
        };
        for (var i = 0; i < bad.Length; i++)
        {
            _client.Step(i * 64_000L);
            var answer = Answer(time);
            bad[i](answer);
            _come.Enqueue(answer);
            _client.Step((i * 64_000L) + 100);
        }

        _client.Step(64_000L * 20);
        _come.Enqueue(Answer(time)[..47]);
        _client.Step((64_000L * 20) + 100);
        _client.Step((64_000L * 20) + 3000);
        _come.Enqueue(Answer(time)); // Too late.
        _client.Step((64_000L * 20) + 3100);
        Assert.Empty(_times);
        Assert.Equal(bad.Length + 2, _client.Refused);
    }

    [Fact]
    public void An_answer_counts_once_and_a_server_that_wants_no_questions_has_none_for_a_day()
    {
        var time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        _client.Step(0);
        _come.Enqueue(Answer(time));
        _come.Enqueue(Answer(time));
        _client.Step(10);
        Assert.Single(_times);

        _client.Step(64_000);
        var kiss = Answer(time);
        kiss[1] = 0;
        _come.Enqueue(kiss);
        Run(24 * 3_600_000, from: 64_100);
        Assert.Equal((2, 1), (_sent.Count, _times.Count));
    }

    bool IDatagramPort.Send(byte[] buffer, int count)
    {
        _sent.Add(buffer[..count]);
        return true;
    }

    int IDatagramPort.Receive(byte[] buffer)
    {
        if (!_come.TryDequeue(out var datagram))
            return 0;
        datagram.CopyTo(buffer, 0);
        return datagram.Length;
    }

    void ITimeTaker.OnTime(long unixMilliseconds) => _times.Add(unixMilliseconds);

    private void Run(long milliseconds, long from = 0)
    {
        for (var now = from; now < from + milliseconds; now = Math.Max(now + 1, _client.NextWake))
            _client.Step(now);
    }

    private byte[] Answer(DateTimeOffset time)
    {
        var answer = new byte[48];
        (answer[0], answer[1]) = (0x24, 2);
        _sent[^1].AsSpan(40, 8).CopyTo(answer.AsSpan(24));
        var since = time - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(40), unchecked((uint)(long)Math.Floor(since.TotalSeconds)));
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(44), (uint)(time.Millisecond * 4294967296.0 / 1000));
        return answer;
    }
}
