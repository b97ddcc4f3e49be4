using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

/// <summary>One simulated meter and somebody who asks it, frame by frame, on times that are handed in.</summary>
internal sealed class MeterBench
{
    public const long Second = 1_000_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;
    public const string Address = "123456789012", Rights = "02563412" + "01000000";

    public MeterBench(MeterSettings? settings = null, int watts = 1_000)
    {
        Settings = settings ?? Plain;
        Meter = new SimulatedMeter(Settings, new LoadProfile([watts]));
    }

    /// <summary>Midnight by the meter at the start; password 123456 of level 02.</summary>
    public static MeterSettings Plain { get; } = new()
    {
        Address = Address,
        Start = new DateTimeOffset(2026, 2, 26, 16, 0, 0, TimeSpan.Zero),
        Passwords = new Dictionary<byte, string> { [0x02] = "123456" },
    };

    public MeterSettings Settings { get; }

    public SimulatedMeter Meter { get; }

    /// <summary>What a read gives: control byte and data behind the identifier; follow-up frames are put together.</summary>
    public string Read(uint identifier, long at, string request = "")
    {
        byte[] wire = [(byte)identifier, (byte)(identifier >> 8), (byte)(identifier >> 16), (byte)(identifier >> 24)];
        var answer = Exchange(0x11, Convert.ToHexString(wire) + request, at)!;
        var values = answer[2..];
        for (byte part = 1; answer[..2] is "B1" or "B2"; part++)
        {
            answer = Exchange(0x12, Convert.ToHexString(wire) + part.ToString("X2", null), at)!;
            values += answer[10..^2];
        }
        return answer[..2] is "91" or "92" ? values[8..] : answer;
    }

    /// <summary>Control byte and data of the answer in hexadecimal; null when there is none.</summary>
    public string? Exchange(byte control, string data, long at, string? address = null)
    {
        byte[] payload = Convert.FromHexString(data);
        byte[] frame = [0x68, .. Convert.FromHexString(address ?? Meter.Address).Reverse(), 0x68, control, (byte)payload.Length, .. payload.Select(b => (byte)(b + 0x33))];
        if (Meter.Hear([.. frame, (byte)frame.Sum(b => b), 0x16], at) is not { } answer)
            return null;
        var parse = Dlt645Parser.Parse(answer.Bytes.Span);
        Assert.Equal(FrameVerdict.Good, parse.Verdict);
        return parse.Frame!.Control.ToString("X2", null) + Convert.ToHexString(parse.Frame.Data.Span);
    }

    /// <summary>An order of 1CH, valid until the end of 2026.</summary>
    public string? Order(byte command, long at, string rights = Rights, string until = "595923311226") =>
        Exchange(0x1C, rights + command.ToString("X2", null) + "00" + until, at);
}
