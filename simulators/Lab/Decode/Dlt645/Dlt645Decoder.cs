using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>DL/T 645: the first good frame in the bytes, found by firmware's own scanner, and what it says (-2007: clauses 5 and 7, annex A).</summary>
public static class Dlt645Decoder
{
    public static Meaning Decode(byte[] bytes) => Decode(bytes, Dlt645Function.Name, Dlt645Function.Say);

    /// <summary>The same line, identifiers of two bytes and other functions.</summary>
    public static Meaning Decode1997(byte[] bytes) => Decode(bytes, Dlt645Function1997.Name, Dlt645Function1997.Say);

    private static Meaning Decode(byte[] bytes, Func<int, string> name, Action<Dlt645Frame, JsonObject> say)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var frame = new Dlt645Frame();
        if (!Find(bytes, frame))
        {
            return Meaning.Bad(FrameFault.Describe(bytes));
        }

        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        int before = frame.NoiseBefore + frame.Preamble;
        int after = bytes.Length - before - Dlt645Limits.Overhead - frame.PayloadLength;
        keys["address"] = frame.AddressText();
        keys["control"] = $"{frame.Control:X2}";
        keys["function"] = name(frame.Function);
        keys["length"] = frame.PayloadLength;
        keys["preamble_fe"] = frame.Preamble;
        if (frame.NoiseBefore > 0) keys["noise_before"] = frame.NoiseBefore;
        if (after > 0) keys["bytes_after"] = after;
        if (frame.FromMeter && !frame.Abnormal) keys["follow_up"] = frame.MoreFollow;
        say(frame, keys);
        return meaning;
    }

    private static bool Find(byte[] bytes, Dlt645Frame frame)
    {
        var scanner = new Dlt645Scanner(Dlt645Limits.PayloadFieldMax, new int[Dlt645Reject.Count]);
        for (int fed = 0; fed < bytes.Length;)
        {
            fed += scanner.Feed(bytes, fed, bytes.Length - fed);
            if (scanner.TryRead(frame))
            {
                return true;
            }
        }

        while (scanner.Pending)
        {
            scanner.Flush();
            if (scanner.TryRead(frame))
            {
                return true;
            }
        }

        return false;
    }
}
