using System.Globalization;
using Wattline.Firmware.Meters;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Firmware as the master: what arrives on the line goes through its scanner, its identifier table and its digits.</summary>
public sealed class FirmwareMasterTests
{
    public static TheoryData<string, string> All() => [.. ((string[])["dlt645-2007", "dlt645-1997"])
        .SelectMany(protocol => VectorFile.Load(protocol).Where(v => v.Kind == "frame").Select(v => (protocol, v.Id)))];

    private static Vector Get(string protocol, string id) => VectorFile.Load(protocol).Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_what_is_valid_and_refuses_the_rest_for_the_same_reason(string protocol, string id)
    {
        var vector = Get(protocol, id);
        var frame = Scan(vector.Frame, out string refuse);

        Assert.Equal(vector.Refuse, frame is null ? refuse : null);
        if (frame is not null)
        {
            Assert.Equal(vector.Text("address"), frame.AddressText());
            Assert.Equal(vector.Text("control"), frame.Control.ToString("X2", CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("length"), frame.PayloadLength.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("preamble_fe"), frame.Preamble.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("noise_before") ?? "0", frame.NoiseBefore.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("data_id") ?? "", vector.Text("data_id") is null ? "" : Identifier(frame, protocol));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Point_12_firmware_reads_the_values_that_the_vector_says(string protocol, string id)
    {
        var vector = Get(protocol, id);
        string[] items = [.. vector.Meaning.Where(pair => pair.Key == "item").Select(pair => pair.Value)];
        byte[] payload = Convert.FromHexString(vector.Text("payload_hex") ?? "");
        var format = new Dlt645Format();
        if (items.Length == 0 || !Find(protocol, vector.Text("data_id")!, format)
            || format.Kind is not (Dlt645Kind.Number or Dlt645Kind.NumberAndMoment))
        {
            return;
        }

        for (int i = 0; i < items.Length; i++)
        {
            int outcome = Bcd.Read(payload, i * format.Bytes, format.NumberBytes, format.HasSign, out long value);
            string said = items[i].Split(": ", 2)[1].Split(';')[0];
            Assert.Equal(said == "none" ? (long?)null : Unscaled(said, format.Decimals), outcome == Bcd.Ok ? value : null);
            Assert.StartsWith(format.Name + ": ", items[i], StringComparison.Ordinal);
            Assert.Contains(format.Unit.Length == 0 ? "" : $"; unit {format.Unit}", items[i], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Firmware_puts_an_answer_in_several_frames_together()
    {
        foreach (var vector in VectorFile.Load("dlt645-2007").Where(v => v.Kind == "sequence"))
        {
            var line = new ScriptedLine(vector.Frames);
            var master = new Dlt645Master(line);
            byte[] address = Convert.FromHexString(vector.Text("address")!);
            Array.Reverse(address);
            master.Begin(address, 0, Convert.ToUInt32(vector.Text("data_id"), 16), Dlt645Limits.AssembledMax, 2400, now: 0);
            for (long now = 1; master.Busy && now < 100; now++)
            {
                master.Step(now);
            }

            Assert.Equal(Dlt645Outcome.Answered, master.Outcome);
            Assert.Equal(vector.Text("payload_hex"), Convert.ToHexString(master.Payload, 0, master.PayloadLength));
            Assert.Equal(vector.Frames.Where((_, i) => i % 2 == 0).Select(Convert.ToHexString), line.Written.Select(Convert.ToHexString));
        }
    }

    /// <summary>The identifier, which -1997 has in two bytes.</summary>
    private static string Identifier(Dlt645Frame frame, string protocol) => protocol == "dlt645-1997"
        ? Convert.ToHexString([frame.Payload[1], frame.Payload[0]])
        : frame.Identifier.ToString("X8", CultureInfo.InvariantCulture);

    private static bool Find(string protocol, string identifier, Dlt645Format format) => protocol == "dlt645-1997"
        ? Dlt645Formats1997.Find(Convert.ToInt32(identifier, 16), format)
        : Dlt645Formats.Find(Convert.ToUInt32(identifier, 16), format);

    private static Dlt645Frame? Scan(byte[] bytes, out string refuse)
    {
        var frame = new Dlt645Frame();
        var scanner = new Dlt645Scanner(Dlt645Limits.PayloadFieldMax, new int[Dlt645Reject.Count]);
        scanner.Feed(bytes, 0, bytes.Length);
        bool found = scanner.TryRead(frame);
        while (!found && scanner.Pending)
        {
            scanner.Flush();
            found = scanner.TryRead(frame);
        }

        refuse = scanner.FirstReject switch
        {
            Dlt645Reject.None => "start",
            Dlt645Reject.BadChecksum => "checksum",
            Dlt645Reject.BadEnd => "end",
            Dlt645Reject.Truncated => "truncated",
            var other => Dlt645Reject.Name(other),
        };
        return found ? frame : null;
    }

    private static long Unscaled(string value, int decimals)
    {
        int point = value.IndexOf('.', StringComparison.Ordinal);
        Assert.Equal(decimals, point < 0 ? 0 : value.Length - point - 1);
        return long.Parse(value.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
