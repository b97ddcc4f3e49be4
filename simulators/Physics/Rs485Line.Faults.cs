using System.Numerics;

namespace Wattline.Simulators.Physics;

public sealed partial class Rs485Line
{
    private long _goodBitsLeft;
    private double _goodBitsDrawnFor;

    private void Distort(Transmission sent)
    {
        if (Faults.BitErrorRate > 0)
            FlipBits(sent);
        if (Faults.LossRate > 0)
            for (var i = 0; i < sent.Characters.Length; i++)
                if (_random.NextDouble() < Faults.LossRate)
                    Discard(sent, i);
    }

    // The distance from one wrong bit to the next is drawn, not each bit: a rate of 1e-5 costs nothing.
    private void FlipBits(Transmission sent)
    {
        if (_goodBitsDrawnFor != Faults.BitErrorRate)
            _goodBitsLeft = DrawGoodBits();
        var perCharacter = sent.Setting.BitsPerCharacter;
        for (var i = 0; i < sent.Characters.Length; i++)
        {
            var flipped = 0u;
            while (_goodBitsLeft < perCharacter)
            {
                var bit = (int)_goodBitsLeft;
                flipped ^= 1u << bit;
                _goodBitsLeft = bit + 1 + DrawGoodBits();
            }
            _goodBitsLeft -= perCharacter;
            if (flipped != 0)
                ReadWith(sent, i, flipped);
        }
    }

    private long DrawGoodBits()
    {
        _goodBitsDrawnFor = Faults.BitErrorRate;
        return Faults.BitErrorRate >= 1 ? 0 : (long)(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - Faults.BitErrorRate));
    }

    /// <summary>A character arrives with bits turned: bit 0 is the start bit, then data, check bit, stop bits.</summary>
    private void ReadWith(Transmission sent, int index, uint flipped)
    {
        var hasCheck = sent.Setting.Parity != Parity.None;
        const uint start = 1u;
        var stop = 1u << (hasCheck ? 10 : 9);
        var covered = flipped >> 1 & (hasCheck ? 0x1FFu : 0xFFu);
        if ((flipped & (start | stop)) != 0 || (hasCheck && BitOperations.PopCount(covered) % 2 != 0))
        {
            Discard(sent, index);
        }
        else if ((covered & 0xFF) != 0)
        {
            sent.Characters[index] ^= (byte)covered;
            CharactersGarbled++;
        }
    }

    private void Garble(Transmission sent, long fromMicros, long untilMicros)
    {
        var last = sent.CharacterAt(untilMicros - 1);
        for (var i = sent.CharacterAt(fromMicros); i <= last; i++)
            ReadWith(sent, i, (uint)_random.Next(1, 1 << sent.Setting.BitsPerCharacter));
    }

    /// <summary>
    /// Two that begin at the same moment are one stream to who listens: bits on which they agree stand, the others are anyone's.
    /// What is read is the first one's; the second one's characters are not read again.
    /// </summary>
    private void Superpose(Transmission first, Transmission second)
    {
        var both = Math.Min(first.Characters.Length, second.Characters.Length);
        var hasCheck = first.Setting.Parity != Parity.None;
        for (var i = 0; i < both; i++)
        {
            var before = first.Characters[i];
            var differ = before ^ second.Characters[i];
            var read = (byte)(before ^ (_random.Next(256) & differ));
            var check = BitOperations.PopCount((uint)differ) % 2 == 0 ? BitOperations.PopCount(before) : _random.Next(2);
            first.Characters[i] = read;
            if (hasCheck && (BitOperations.PopCount(read) - check) % 2 != 0)
                Discard(first, i);
            CharactersGarbled += read == before ? 0 : 1;
            second.Discard(i);
        }
    }

    private void Discard(Transmission sent, int index)
    {
        if (sent.Discard(index))
            CharactersDiscarded++;
    }
}
