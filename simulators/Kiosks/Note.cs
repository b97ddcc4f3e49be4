namespace Wattline.Simulators.Kiosks;

/// <summary>One banknote that went into the mouth of a validator.</summary>
public sealed class Note
{
    internal Note(int number, int channel, long value, string? account, long insertedMicros)
    {
        Number = number;
        Channel = channel;
        Value = value;
        Account = account;
        InsertedMicros = insertedMicros;
    }

    /// <summary>1, 2, 3 and so on, in the order of insertion.</summary>
    public int Number { get; }

    /// <summary>The validator's channel, 1 for the smallest note.</summary>
    public int Channel { get; }

    /// <summary>Fen.</summary>
    public long Value { get; }

    /// <summary>The account that the customer who inserted it pays for; null when nobody said.</summary>
    public string? Account { get; }

    /// <summary>When it was inserted, in microseconds since the start.</summary>
    public long InsertedMicros { get; }

    /// <summary>Where it is now.</summary>
    public NoteFate Fate { get; internal set; }

    /// <summary>When its fate was settled, in microseconds since the start.</summary>
    public long SettledMicros { get; internal set; }
}
