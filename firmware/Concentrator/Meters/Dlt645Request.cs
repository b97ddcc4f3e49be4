using System;

namespace Wattline.Firmware.Meters;

/// <summary>
/// One question or order to a meter, without its address. Each method fills the whole object, which may be used again:
/// an exchange allocates nothing. Passwords and operators stand in eight bytes of rights in wire order:
/// PA P0 P1 P2 C0 C1 C2 C3 (DL/T 645-2007, clause 7.5).
/// </summary>
public sealed partial class Dlt645Request
{
    /// <summary>Bytes of rights: level, password, operator.</summary>
    public const int RightsBytes = 8;

    /// <summary>The control byte.</summary>
    public int Control { get; private set; }

    /// <summary>The data field before +33H.</summary>
    public byte[] Data { get; } = new byte[Dlt645Limits.PayloadMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes at the start of the data a good answer repeats: 4, in -1997 2, or 0.</summary>
    public int IdentifierBytes { get; private set; }

    /// <summary>The control byte that asks for what follows a part; 0 when an answer has one part.</summary>
    public int FollowControl { get; private set; }

    /// <summary>Bytes of values that the answer should have: it sets the time that is waited.</summary>
    public int Expected { get; private set; }

    /// <summary>
    /// Set on a question that several meters may answer: it is over when the time of all of them is, and an answer only
    /// if it was one meter's alone.
    /// </summary>
    public bool Gathers { get; set; }

    /// <summary>True when the follow-up frames are numbered (-2007).</summary>
    public bool NumbersParts => FollowControl == Dlt645Control.ReadFollowing;

    /// <summary>Asks for data.</summary>
    public void Read(uint identifier, int expected)
    {
        Start(Dlt645Control.Read, 4, expected);
        FollowControl = Dlt645Control.ReadFollowing;
        Put(identifier, 4);
    }

    /// <summary>Asks for the first or last blocks of a load profile (clause 7.2.1.b).</summary>
    /// <param name="blocks">1 to 99, in binary-coded decimal on the wire.</param>
    public void ReadBlocks(uint identifier, int blocks, int expected)
    {
        Read(identifier, expected);
        PutDecimal(blocks);
    }

    /// <summary>Asks for blocks of a load profile from a minute on (clause 7.2.1.c).</summary>
    public void ReadFrom(uint identifier, int blocks, int year, int month, int day, int hour, int minute, int expected)
    {
        ReadBlocks(identifier, blocks, expected);
        PutDecimal(minute);
        PutDecimal(hour);
        PutDecimal(day);
        PutDecimal(month);
        PutDecimal(year % 100);
    }

    /// <summary>Asks who is there: the address stands in the answer's head and in its data.</summary>
    public void ReadAddress() => Start(Dlt645Control.ReadAddress, 0, Dlt645Address.Bytes);

    /// <summary>Sets clocks. A meter takes it once a day, at most 5 minutes off, never within 5 minutes of midnight.</summary>
    public void BroadcastTime(int year, int month, int day, int hour, int minute, int second)
    {
        Start(Dlt645Control.BroadcastTime, 0, 0);
        PutMoment(year, month, day, hour, minute, second);
    }

    /// <summary>Freezes now (99999999). Any other field would change when meters freeze by themselves: it cannot be said.</summary>
    public void FreezeNow()
    {
        Start(Dlt645Control.Freeze, 0, 0);
        for (var i = 0; i < 4; i++)
        {
            Data[Length++] = 0x99;
        }
    }

    /// <summary>Changes the speed for what follows; the answer still comes at the old one.</summary>
    /// <returns>False when the standard has no such speed; then there is nothing to send.</returns>
    public bool ChangeSpeed(int baud)
    {
        var bit = 1;
        while (bit < 7 && 300 << bit != baud)
        {
            bit++;
        }

        Start(Dlt645Control.ChangeSpeed, 0, 1);
        Data[Length++] = (byte)(1 << bit);
        return bit < 7;
    }

    /// <summary>Any other exchange, as somebody else made it.</summary>
    /// <param name="identifierBytes">Bytes at the start of the data that a good answer repeats: 0, 2 or 4.</param>
    /// <returns>False when it is longer than a frame may be.</returns>
    public bool Raw(int control, byte[] data, int offset, int count, int identifierBytes)
    {
        if (count > Dlt645Limits.PayloadMax || identifierBytes > count || control != (control & 0x1F))
        {
            return false;
        }

        Start(control, identifierBytes, Dlt645Limits.PayloadMax);
        FollowControl = control == Dlt645Control.Read ? Dlt645Control.ReadFollowing
            : control == Dlt645Control.Read1997 ? Dlt645Control.ReadFollowing1997 : 0;
        Put(data, offset, count);
        return true;
    }

    private void Start(int control, int identifierBytes, int expected)
    {
        Control = control;
        IdentifierBytes = identifierBytes;
        Expected = expected;
        FollowControl = 0;
        Gathers = false;
        Length = 0;
    }

    private void Put(uint value, int bytes)
    {
        for (var i = 0; i < bytes; i++)
        {
            Data[Length++] = (byte)(value >> (8 * i));
        }
    }

    private void Put(byte[] bytes, int offset, int count)
    {
        Array.Copy(bytes, offset, Data, Length, count);
        Length += count;
    }

    private void PutDecimal(int value) => Data[Length++] = (byte)(((value / 10) << 4) | (value % 10));

    private void PutMoment(int year, int month, int day, int hour, int minute, int second)
    {
        PutDecimal(second);
        PutDecimal(minute);
        PutDecimal(hour);
        PutDecimal(day);
        PutDecimal(month);
        PutDecimal(year % 100);
    }
}
