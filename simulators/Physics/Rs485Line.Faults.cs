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

    private void Discard(Transmission sent, int index)
    {
        if (sent.Discard(index))
            CharactersDiscarded++;
    }
}
