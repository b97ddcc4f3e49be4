using System.Security.Cryptography;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

/// <summary>Meters and line together, read for a day by the simplest master there is.</summary>
public sealed class LineOfMetersTests
{
    private const int Meters = 16, Reads = 16 * 96 * 4;
    private const long Day = 86_400_000_000;

    private sealed record Outcome(string Digest, int Answered, int Wrong, double Utilisation);

    private static Outcome Run(int seed, bool faults)
    {
        var clock = new VirtualClock();
        var line = new Rs485Line(clock, Seeds.Of(seed, "line"));
        var meters = new List<SimulatedMeter>();
        for (var i = 0; i < Meters; i++)
        {
            var meter = new SimulatedMeter(
                new MeterSettings { Address = $"{i:000000000000}", Seed = Seeds.Of(seed, $"{i}"), DriftPartsPerMillion = i - 8 },
                LoadProfile.Household(Seeds.Of(seed, $"load {i}"), new DateTime(2026, 3, 1, 8, 0, 0)));
            LinePort port = null!;
            port = line.Attach(meter.Address, SerialSetting.Dlt645, (bytes, now) =>
            {
                if (meter.Hear(bytes, now) is { } answer)
                    port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
            });
            meters.Add(meter);
        }
        var names = meters.Select(meter => meter.Address).ToArray();
        var plan = faults ? FaultPlan.Draw(seed, Day, (names, FaultRate.OfMeters), (["line"], FaultRate.OfLines)) : FaultPlan.None;
        plan.Drive(clock, "line", line);
        foreach (var meter in meters)
            plan.Drive(clock, meter.Address, (fault, isOn) =>
            {
                if (fault.Kind == FaultKind.DeadMeter)
                    meter.IsDead = isOn;
                else
                    meter.AnswerDelayMicros = isOn ? fault.Magnitude * 1_000 : 20_000;
            });

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var heard = new List<byte>();
        var (answered, wrong) = (0, 0);
        var master = line.AttachMaster(SerialSetting.Dlt645, (bytes, now) =>
        {
            heard.AddRange(bytes);
            digest.AppendData(BitConverter.GetBytes(now));
            digest.AppendData(bytes);
        });
        for (var read = 0; read < Reads; read++)
        {
            var meter = meters[read % Meters];
            var at = Day / Reads * read;
            clock.RunUntil(at);
            heard.Clear();
            var asked = Convert.FromHexString(meter.Address).Reverse().ToArray();
            byte[] frame = [0x68, .. asked, 0x68, 0x11, 0x04, 0x33, 0x33, 0x34, 0x33];
            var end = master.Send([0xFE, 0xFE, 0xFE, 0xFE, .. frame, (byte)frame.Sum(value => value), 0x16]);
            clock.RunUntil(at + 2_000_000);
            if (Dlt645Parser.Parse(heard.ToArray()) is not { Frame: { Control: 0x91 } answer } || answer.Address != meter.Address)
                continue;
            answered++;
            // BCD with the low byte first is the register as text when turned round.
            var shown = long.Parse(Convert.ToHexString([.. answer.Data[4..].ToArray().Reverse()]), System.Globalization.NumberStyles.None);
            wrong += shown == meter.RegisterAt(end).Total ? 0 : 1;
        }
        return new(Convert.ToHexString(digest.GetHashAndReset()), answered, wrong, line.BusyMicros / (double)Day);
    }

    [Fact]
    public void Without_faults_every_read_shows_the_register_of_its_moment()
    {
        var run = Run(7, faults: false);
        Assert.Equal((Reads, 0), (run.Answered, run.Wrong));
        // 44 characters of 11 bits at 2400 baud for each read.
        Assert.Equal(Reads * 0.201667 / 86_400, run.Utilisation, 5);
    }

    [Fact]
    public void With_faults_most_reads_succeed_none_is_wrong_and_one_seed_is_one_history()
    {
        var run = Run(7, faults: true);
        Assert.Equal(run, Run(7, faults: true));
        Assert.NotEqual(run.Digest, Run(8, faults: true).Digest);
        Assert.InRange(run.Answered, Reads * 8 / 10, Reads - 1);
        Assert.Equal(0, run.Wrong);
    }
}
