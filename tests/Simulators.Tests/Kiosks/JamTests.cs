using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Kiosks.CcNet;
using Wattline.Simulators.Kiosks.CcTalk;
using Xunit;

namespace Wattline.Tests.Simulators.Kiosks;

/// <summary>A jam ends: somebody clears it, switches off and on, and the note is in the box or back in the hand.</summary>
public sealed class JamTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_jam_of_a_CcNet_validator_is_cleared() => Jam(
        seed => new CcNetValidator(new CcNetSettings { Seed = seed, Values = [1, 5, 10], JamsPerMillion = 1_000_000, MisreadsPerMillion = 0 }),
        command => CcNetPacket.Wire(3, command),
        [[0x30], [0x33], [0x33], [0x34, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]], [0x33], [0x35]);

    [Fact]
    public void A_jam_of_a_ccTalk_bill_validator_is_cleared() => Jam(
        seed => new BillValidator(new CcTalkSettings { Address = 40, Seed = seed, Values = [100, 500, 1_000], JamsPerMillion = 1_000_000, MisreadsPerMillion = 0 }),
        command => Packet(command),
        [[153, 3], [228, 1], [231, 0xFF, 0xFF], [159]], [159], [154, 1]);

    /// <summary>Destination, length, source, header, data; all bytes add up to 0 (ccTalk generic specification, part 1).</summary>
    private static byte[] Packet(byte[] command)
    {
        byte[] packet = [40, (byte)(command.Length - 1), 1, .. command];
        return [.. packet, (byte)-packet.Sum(static value => value)];
    }

    private static void Jam(Func<int, ICashAcceptor> make, Func<byte[], byte[]> wire, byte[][] opening, byte[] poll, byte[] stack)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var acceptor = make(seed);
            var now = 0L;
            foreach (var command in opening) Say(command, 10 * Second);
            Say(poll, Second / 10);
            var note = acceptor.Insert(1, "A", now);
            Assert.True(note is not null, $"seed {seed}: the mouth is closed");
            for (var left = 600; left > 0 && note.Fate == NoteFate.InMachine; left--)
            {
                Say(poll, Second / 2);
                Say(stack, Second / 2);
                // The host opens it again after its restart.
                if (left % 60 == 0) foreach (var command in opening) Say(command, Second);
            }

            Assert.True(note.Fate is NoteFate.InBox or NoteFate.Returned, $"seed {seed}: the note is {note.Fate}");

            void Say(byte[] command, long pause)
            {
                acceptor.Hear(wire(command), now);
                acceptor.Step(now += pause);
            }
        }
    }
}
