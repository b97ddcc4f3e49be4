using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Kiosks.Ssp;
using Xunit;

namespace Wattline.Tests.Simulators.Kiosks;

/// <summary>A host for one validator; packets are put together here, so that the validator's own writer is not their judge.</summary>
internal sealed class ValidatorHost(SspValidator validator)
{
    public const long Second = 1_000_000;

    private int _sequence = 1;

    public long Now { get; set; }

    public SspValidator Validator { get; } = validator;

    /// <summary>A validator that never fails by chance.</summary>
    public static ValidatorHost Perfect() => new(new SspValidator(new ValidatorSettings { JamsPerMillion = 0, CheatsPerMillion = 0, MisreadsPerMillion = 0 }));

    /// <summary>Sends a command and gives the reply's data in hex.</summary>
    public string? Send(params byte[] data)
    {
        _sequence ^= 1;
        return SendAgain(data);
    }

    /// <summary>Sends with the sequence bit of the last command.</summary>
    public string? SendAgain(params byte[] data)
    {
        if (Validator.Hear(Packet(data), Now) is not { } answer)
            return null;
        var parse = SspParse.Of(answer.Bytes.Span);
        Assert.Equal((SspVerdict.Good, _sequence), (parse.Verdict, parse.Packet!.Sequence));
        return Convert.ToHexString(parse.Packet.Data.Span);
    }

    /// <summary>Polls after a delay.</summary>
    public string? Poll(double afterSeconds = 0, bool withAck = true)
    {
        Now += (long)(afterSeconds * Second);
        return Send((byte)(withAck ? 0x56 : 0x07));
    }

    /// <summary>Makes it take notes of all channels.</summary>
    public ValidatorHost Open()
    {
        Send(0x11);
        Send(0x02, 0xFF, 0xFF);
        Send(0x0A);
        Poll();
        return this;
    }

    public Note Insert(int channel, string? account = "A")
    {
        var note = Validator.Insert(channel, account, Now);
        Assert.NotNull(note);
        return note;
    }

    private byte[] Packet(byte[] data)
    {
        byte[] body = [(byte)(_sequence << 7), (byte)data.Length, .. data];
        var crc = 0xFFFF;
        foreach (var value in body)
            for (var bit = 7; bit >= 0; bit--)
            {
                var carry = (crc >> 15 & 1) ^ (value >> bit & 1);
                crc = (crc << 1 & 0xFFFF) ^ (carry == 1 ? 0x8005 : 0);
            }
        byte[] all = [.. body, (byte)crc, (byte)(crc >> 8)];
        return [0x7F, .. all.SelectMany(value => value == 0x7F ? new byte[] { value, value } : [value])];
    }
}
