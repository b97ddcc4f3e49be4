using Wattline.Firmware.Cabinet;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Cabinet;

public sealed class DoorMachineTests
{
    [Fact]
    public void Every_edge_is_journalled_once_and_bouncing_is_not()
    {
        var bench = new Bench();
        bench.Run(1_000);
        for (var bounce = 0; bounce < 4; bounce++)
        {
            bench.IsOpen = !bench.IsOpen;
            bench.Run(10);
        }
        bench.IsOpen = true;
        bench.Run(1_000);
        bench.IsOpen = false;
        bench.Run(1_000);

        // ["door", "C1", 1, null, [1]] and then closed.
        Assert.Equal(["8564646F6F7262433101F68101", "8564646F6F7262433102F68100"], bench.Events);
        Assert.Equal(2, bench.Machine.Edges);
    }

    [Fact]
    public void A_door_opened_while_the_device_was_off_is_told_and_one_left_open_is_not_told_again()
    {
        var bench = new Bench { IsOpen = true };
        bench.Run(1_000);
        bench.Restart();
        bench.Run(1_000);
        Assert.Single(bench.Events);
        bench.IsOpen = false;
        bench.Restart();
        bench.Run(1_000);

        Assert.Equal("8564646F6F7262433102F68100", bench.Events[^1]);
    }

    [Fact]
    public void An_edge_that_the_journal_refuses_is_journalled_when_it_can()
    {
        var bench = new Bench { Refuses = true, IsOpen = true };
        bench.Run(5_000);
        Assert.Empty(bench.Events);
        bench.Refuses = false;
        bench.Run(2_000);

        Assert.Single(bench.Events);
        Assert.True(bench.Machine.Refusals > 0);
    }

    [Fact]
    public void An_edge_whose_state_the_journal_refuses_is_told_once_and_its_number_not_given_again()
    {
        var bench = new Bench { StateRefuses = true, IsOpen = true };
        bench.Run(5_000);
        bench.StateRefuses = false;
        bench.Run(5_000);
        bench.Restart();
        bench.Run(1_000);

        Assert.Single(bench.Events);
        Assert.Equal(1, bench.Machine.Edges);
    }

    private sealed class Bench : IDoorSwitch, IWallClock, IJournal
    {
        private byte[]? _state;
        private long _now;

        public Bench() => Restart();

        public ulong Epoch => 1;

        public int BodyBytesMax => 16000;

        public bool IsCrowded => false;

        public IRecordVisitor? GivenUp { get; set; }

        public bool IsPressed => false;

        public bool CanKeep(int key, int length) => true;

        public DoorMachine Machine { get; private set; } = null!;

        public List<string> Events { get; } = [];

        public bool Refuses { get; set; }

        public bool StateRefuses { get; set; }

        public bool IsOpen { get; set; }

        public bool IsValid => false;

        public long UnixMilliseconds => 0;

        public void Restart() => Machine = new DoorMachine("C1", this, this, this);

        public void Run(long milliseconds)
        {
            for (var end = _now + milliseconds; _now < end; _now += 5)
            {
                Machine.Step(_now);
            }
        }

        public void Set(long unixMilliseconds)
        {
        }

        public long Append(int stream, byte[] body, int offset, int count, long now)
        {
            Assert.Equal(Streams.Events, stream);
            if (Refuses)
            {
                return 0;
            }
            Events.Add(Convert.ToHexString(body, offset, count));
            return Events.Count;
        }

        public bool Commit() => !Refuses;

        public byte[]? GetState(int key) => _state;

        public bool SetState(int key, byte[] value)
        {
            if (!StateRefuses)
                _state = [.. value];
            return !StateRefuses;
        }

        public void Visit(int stream, IRecordVisitor visitor)
        {
        }
    }
}
