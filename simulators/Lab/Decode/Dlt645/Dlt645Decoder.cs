using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>DL/T 645-2007: the first good frame in the bytes, and what it says (clauses 5 and 7, annex A).</summary>
public static class Dlt645Decoder
{
    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        string? reason = Dlt645Frame.Find(bytes, out var frame);
        if (reason is not null)
        {
            return Meaning.Bad(reason);
        }

        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        keys["address"] = Bcd.Digits(frame.Address);
        keys["control"] = $"{frame.Control:X2}";
        keys["function"] = Dlt645Function.Name(frame.Function);
        keys["length"] = frame.Data.Length;
        keys["preamble_fe"] = frame.PreambleBytes;
        if (frame.NoiseBytes > 0) keys["noise_before"] = frame.NoiseBytes;
        if (frame.BytesAfter > 0) keys["bytes_after"] = frame.BytesAfter;
        if (frame.FromMeter && !frame.Abnormal) keys["follow_up"] = frame.MoreFollows;
        Dlt645Function.Say(frame, keys);
        return meaning;
    }
}
