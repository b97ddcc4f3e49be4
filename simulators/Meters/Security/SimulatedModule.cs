namespace Wattline.Simulators.Meters.Security;

/// <summary>The utility's security module, which has every meter's key: makes what 03H carries. Nobody between it and the meter can.</summary>
/// <param name="keys">By a meter's address.</param>
/// <param name="seed">Of its random numbers.</param>
public sealed class SimulatedModule(IReadOnlyDictionary<string, byte[]> keys, int seed)
{
    private readonly Random _random = new(seed);
    private readonly byte[] _operator = [1, 2, 3, 4];

    /// <summary>The data of a 03H that proves the utility's identity to a meter.</summary>
    public byte[] Identity(string meter)
    {
        var number = new byte[8];
        _random.NextBytes(number);
        return [.. SimulatedEsam.Identity, .. _operator, .. SimulatedEsam.Code(keys[meter], number, SimulatedEsam.CodeBytes), .. number];
    }

    /// <summary>The data of a 03H with an order.</summary>
    /// <param name="meter">For whom.</param>
    /// <param name="order">N1.</param>
    /// <param name="until">Until when it may be obeyed, in the meter's time.</param>
    /// <param name="answer">What the meter gave for the identity, behind the identifier: its random number, its serial number.</param>
    public byte[] Order(string meter, byte order, DateTime until, ReadOnlySpan<byte> answer)
    {
        byte[] inside = [order, Bcd(until.Second), Bcd(until.Minute), Bcd(until.Hour), Bcd(until.Day), Bcd(until.Month), Bcd(until.Year % 100)];
        return [.. SimulatedEsam.Order, .. _operator, .. inside, .. SimulatedEsam.Mac(keys[meter], answer[..SimulatedEsam.RandomBytes], inside)];
    }

    private static byte Bcd(int value) => (byte)((value / 10 << 4) | (value % 10));
}
