using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Wattline.Simulators.Kiosks.Ssp;

namespace Wattline.Simulators.Kiosks;

public sealed partial class SspValidator
{
    private const byte Mark = 0x7E, SetGenerator = 0x4A, SetModulus = 0x4B, ExchangeKeys = 0x4C, KeyNotSet = 0xFA;
    private const ulong FixedKey = 0x0123456701234567;

    private byte[]? _key;
    private ulong _generator;
    private ulong _modulus;
    private uint _count;

    /// <summary>Encrypted commands that were obeyed.</summary>
    public int Encrypted { get; private set; }

    // What may be said in the clear by a host that has to encrypt: the exchange itself, and SYNC.
    private bool IsRefusedInTheClear(byte command) =>
        _settings.DemandsEncryption && command is not (SspCode.Sync or SetGenerator or SetModulus or ExchangeKeys);

    private byte[] Exchange(ReadOnlySpan<byte> command)
    {
        if (command.Length != 9)
            return [SspCode.WrongParameterCount];
        var value = BinaryPrimitives.ReadUInt64LittleEndian(command[1..]);
        switch (command[0])
        {
            case SetGenerator:
                _generator = value;
                return [SspCode.Ok];
            case SetModulus:
                _modulus = value;
                return [SspCode.Ok];
            default:
                if (_modulus < 3 || _generator <= _modulus)
                    return [SspCode.Fail];
                var secret = new BigInteger(_random.NextInt64(2, (long)_modulus - 1));
                var ours = (ulong)BigInteger.ModPow(_generator, secret, _modulus);
                var shared = (ulong)BigInteger.ModPow(value, secret, _modulus);
                _key = new byte[16];
                BinaryPrimitives.WriteUInt64LittleEndian(_key, FixedKey);
                BinaryPrimitives.WriteUInt64LittleEndian(_key.AsSpan(8), shared);
                _count = 0;
                var reply = new byte[9];
                reply[0] = SspCode.Ok;
                BinaryPrimitives.WriteUInt64LittleEndian(reply.AsSpan(1), ours);
                return reply;
        }
    }

    /// <summary>Obeys what is inside an encrypted packet; null when it is not the next one under this key.</summary>
    private byte[]? ObeyEncrypted(ReadOnlySpan<byte> packet)
    {
        if (_key is null)
            return [KeyNotSet];
        if (packet.Length < 17 || (packet.Length - 1) % 16 != 0)
            return null;
        using var aes = Aes.Create();
        aes.Key = _key;
        var clear = aes.DecryptEcb(packet[1..], PaddingMode.None);
        int length = clear[0];
        if (length == 0 || length + 7 > clear.Length || BinaryPrimitives.ReadUInt32LittleEndian(clear.AsSpan(1)) != _count + 1
            || BinaryPrimitives.ReadUInt16LittleEndian(clear.AsSpan(clear.Length - 2)) != SspCrc.Of(clear.AsSpan(0, clear.Length - 2)))
            return null;
        _count++;
        Encrypted++;
        var reply = Obey(clear.AsSpan(5, length));
        var block = new byte[(reply.Length + 7 + 15) / 16 * 16];
        _random.NextBytes(block);
        block[0] = (byte)reply.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(1), _count);
        reply.CopyTo(block.AsSpan(5));
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(block.Length - 2), SspCrc.Of(block.AsSpan(0, block.Length - 2)));
        return [Mark, .. aes.EncryptEcb(block, PaddingMode.None)];
    }
}
