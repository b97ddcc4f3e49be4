using System.Numerics;

namespace Wattline.Simulators.Physics;

/// <summary>
/// What a UART reads from characters sent at another speed or with another check bit: it samples the same wave
/// in the middle of its own bits, from each falling edge on.
/// </summary>
internal static class WrongSetting
{
    /// <summary>Decodes a wave as another UART would; characters with a wrong check or stop bit are discarded.</summary>
    public static byte[] Read(ReadOnlySpan<byte> sent, SerialSetting sender, SerialSetting receiver)
    {
        var levels = Levels(sent, sender);
        var read = new List<byte>();
        // Times in units of 1 / (2 x sender baud x receiver baud) seconds, so that bit middles are whole numbers.
        long senderBit = 2L * receiver.Baud, receiverBit = 2L * sender.Baud;
        var dataBits = receiver.Parity == Parity.None ? 8 : 9;
        for (var bit = 0; bit < levels.Length; bit++)
        {
            if (levels[bit] || (bit > 0 && !levels[bit - 1]))
                continue;
            var edge = bit * senderBit;
            var data = 0;
            for (var i = 0; i < dataBits; i++)
                data |= At(edge + (receiverBit * (2 * i + 3) / 2)) ? 1 << i : 0;
            var stop = At(edge + (receiverBit * (2 * dataBits + 3) / 2));
            var ones = BitOperations.PopCount((uint)data);
            var checks = receiver.Parity == Parity.None || ones % 2 == (receiver.Parity == Parity.Odd ? 1 : 0);
            if (stop && checks)
                read.Add((byte)data);
            // The next start bit is looked for after the middle of the stop bit.
            var stopAt = (int)((edge + (receiverBit * (2 * dataBits + 3) / 2)) / senderBit);
            bit = Math.Max(bit, stop ? stopAt : stopAt - 1);
        }
        return [.. read];

        bool At(long time) => time / senderBit is var i && (i >= levels.Length || levels[i]);
    }

    private static bool[] Levels(ReadOnlySpan<byte> sent, SerialSetting sender)
    {
        var levels = new bool[sent.Length * sender.BitsPerCharacter];
        var at = 0;
        foreach (var character in sent)
        {
            at++; // The start bit is low.
            for (var i = 0; i < 8; i++)
                levels[at++] = (character >> i & 1) != 0;
            if (sender.Parity != Parity.None)
                levels[at++] = (BitOperations.PopCount(character) % 2 != 0) == (sender.Parity == Parity.Even);
            for (var i = 0; i < sender.StopBits; i++)
                levels[at++] = true;
        }
        return levels;
    }
}
