using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>
/// One question of a command to a meter, and what came of it. One object serves a line for ever: who asks fills it, the
/// line sends it before any read of the plan.
/// </summary>
internal sealed class MeterQuestion
{
    /// <summary>The meter's address, wire order (low byte first); no wildcard.</summary>
    public byte[] Address { get; } = new byte[6];

    /// <summary>The control code, such as 1CH.</summary>
    public int Control { get; set; }

    /// <summary>The data field without the +33H.</summary>
    public byte[] Data { get; } = new byte[Dlt645Limits.PayloadMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; set; }

    /// <summary>Leading bytes of <see cref="Data"/> that a good answer repeats: 4 where there is an identifier, else 0.</summary>
    public int Repeated { get; set; }

    /// <summary>Bytes that the answer is expected to have behind what it repeats.</summary>
    public int Expected { get; set; }

    /// <summary>Bits a second.</summary>
    public int Baud { get; set; }

    /// <summary>The command that asks; null when nobody does.</summary>
    public OpenCommand Asker { get; set; }

    /// <summary>It is on the wire.</summary>
    public bool IsOnWire { get; set; }

    /// <summary>One of <see cref="Dlt645Outcome"/>, when it is over.</summary>
    public int Outcome { get; set; }

    /// <summary>The error byte of an abnormal answer.</summary>
    public int ErrorBits { get; set; }

    /// <summary>The answer's data without the −33H, behind what it repeats.</summary>
    public byte[] Answer { get; } = new byte[Dlt645Limits.AssembledMax];

    /// <summary>Bytes of <see cref="Answer"/> that count.</summary>
    public int AnswerLength { get; set; }

    /// <summary>The identifier in the first four bytes of <see cref="Data"/>.</summary>
    public uint Identifier => ((uint)Data[3] << 24) | ((uint)Data[2] << 16) | ((uint)Data[1] << 8) | Data[0];

    /// <summary>Fills in a read (11H).</summary>
    /// <param name="identifier">DI3 DI2 DI1 DI0.</param>
    /// <param name="expected">Bytes of values expected.</param>
    public void Read(uint identifier, int expected)
    {
        Begin(0x11, 4, expected);
        PutIdentifier(identifier);
    }

    /// <summary>Fills in a question; the data is put behind it with <see cref="Put"/>.</summary>
    public void Begin(int control, int repeated, int expected)
    {
        Control = control;
        Repeated = repeated;
        Expected = expected;
        DataLength = 0;
        AnswerLength = 0;
        ErrorBits = 0;
        Outcome = Dlt645Outcome.None;
    }

    /// <summary>Appends an identifier, low byte first.</summary>
    public void PutIdentifier(uint identifier)
    {
        for (var i = 0; i < 4; i++)
        {
            Put((byte)(identifier >> (8 * i)));
        }
    }

    /// <summary>Appends a byte of data.</summary>
    public void Put(byte value)
    {
        Data[DataLength++] = value;
    }

    /// <summary>Appends bytes of data.</summary>
    public void Put(byte[] bytes, int offset, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Put(bytes[offset + i]);
        }
    }
}
