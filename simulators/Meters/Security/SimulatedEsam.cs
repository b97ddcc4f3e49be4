using System.Security.Cryptography;

namespace Wattline.Simulators.Meters.Security;

/// <summary>
/// The security module inside a meter, in the shape of State Grid's: an identity is proved (070000FF), which opens a
/// session for a while, and orders carry a code over the meter's own random number of that session. The cipher is the
/// simulation's own (HMAC): nobody but <see cref="SimulatedModule"/> needs to understand it.
/// </summary>
public sealed class SimulatedEsam : IMeterSecurity
{
    /// <summary>070000FF, low byte first: identity, operator (4), code (8), random number (8).</summary>
    internal static readonly byte[] Identity = [0xFF, 0x00, 0x00, 0x07];

    /// <summary>070101FF, low byte first: an order, operator (4), N1, until when ss mm hh DD MM YY (6), code (4).</summary>
    internal static readonly byte[] Order = [0xFF, 0x01, 0x01, 0x07];

    internal const int IdentityBytes = 24, OrderBytes = 19, CodeBytes = 8, MacBytes = 4, RandomBytes = 4;

    // SERR of State Grid's: bit 0 other, bit 2 the code is wrong, bit 3 no identity was proved.
    private const byte Other = 0x01, WrongCode = 0x04, NoIdentity = 0x08;

    private readonly byte[] _key;
    private readonly Random _random;
    private readonly byte[] _serial = new byte[8];
    private byte[] _number = [];
    private long _untilMicros = long.MinValue;

    /// <param name="key">The meter's, which its utility's module has too.</param>
    /// <param name="seed">Of its random numbers.</param>
    public SimulatedEsam(byte[] key, int seed)
    {
        (_key, _random) = (key, new Random(seed));
        _random.NextBytes(_serial);
    }

    /// <summary>How long a session lasts, in microseconds; thirty minutes.</summary>
    public long SessionMicros { get; set; } = 1_800_000_000;

    /// <summary>Sessions that were opened.</summary>
    public int Sessions { get; private set; }

    /// <inheritdoc />
    public (bool Good, byte[] Answer) Take(SimulatedMeter meter, ReadOnlyMemory<byte> data, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(meter);
        var bytes = data.Span;
        if (bytes.Length == IdentityBytes && bytes[..4].SequenceEqual(Identity))
        {
            if (!Code(_key, bytes[16..], CodeBytes).AsSpan().SequenceEqual(bytes.Slice(8, CodeBytes)))
                return Refuse(WrongCode);
            _number = new byte[RandomBytes];
            _random.NextBytes(_number);
            _untilMicros = nowMicros + SessionMicros;
            Sessions++;
            return (true, [.. Identity, .. _number, .. _serial]);
        }
        if (bytes.Length != OrderBytes || !bytes[..4].SequenceEqual(Order))
            return Refuse(Other);
        if (nowMicros > _untilMicros)
            return Refuse(NoIdentity);
        if (!Mac(_key, _number, bytes[8..15]).AsSpan().SequenceEqual(bytes[15..]))
            return Refuse(WrongCode);
        // A code is good for one order: the session ends with it.
        _untilMicros = long.MinValue;
        return meter.Obey(bytes[8], Relay.RelayCause.Security, nowMicros) == 0 ? (true, [.. Order]) : Refuse(Other);
    }

    internal static byte[] Code(byte[] key, ReadOnlySpan<byte> random, int bytes) => HMACSHA256.HashData(key, random)[..bytes];

    internal static byte[] Mac(byte[] key, ReadOnlySpan<byte> number, ReadOnlySpan<byte> order) => Code(key, (byte[])[.. number, .. order], MacBytes);

    private static (bool, byte[]) Refuse(byte error) => (false, [error, 0]);
}
