using System.Security.Cryptography;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Commands;

namespace Wattline.Tests.World.Relays;

/// <summary>A trip or a close that is signed well, or nearly, and that no device may obey, whatever its number.</summary>
internal sealed class RelayForgery(Random random, (long Number, byte[] Key) key, long nowMs, int serial)
{
    private const ulong FirstId = 1UL << 40;

    private static readonly string[] _many = ["AAAAAAAAAAAA", "999999999999", "AAAAAAAAAA01", "AAAAAA101001", "2026001010AA", "20260010100"];

    public byte[] Write(string meter)
    {
        var id = FirstId + (ulong)serial;
        var (name, address, expires, type) = (RelayCabinet.Name, meter, nowMs + 600_000, random.Next(2) == 0 ? CommandType.Trip : CommandType.Close);
        var secret = key.Key;
        var line = 0;
        switch (random.Next(5))
        {
            case 0: name = "C-2"; break;
            case 1: expires = nowMs - 1; break;
            case 2: secret = [.. secret]; secret[random.Next(secret.Length)] ^= 1; break;
            case 3: line = 7; break;
            default: address = _many[random.Next(_many.Length)]; break;
        }
        var signed = new CborWriter(new byte[512]);
        signed.WriteArray(8);
        signed.WriteUInt(1);
        signed.WriteText(name);
        signed.WriteUInt(id);
        signed.WriteUInt((ulong)type);
        signed.WriteArray(4);
        signed.WriteUInt((ulong)line);
        signed.WriteUInt(0);
        signed.WriteText(address);
        signed.WriteUInt(9600);
        // Too late: its number counts as taken, so it must not be above those that the desk gives.
        signed.WriteUInt(expires < nowMs ? 0UL : (1UL << 40) + (ulong)serial);
        signed.WriteInt(expires);
        signed.WriteArray(3);
        signed.WriteBytes([2, 0x56, 0x34, 0x12, 1, 2, 3, 4], 0, 8);
        signed.WriteInt(480);
        signed.WriteUInt(60);
        var bytes = signed.Buffer[..signed.Position];
        var code = HMACSHA256.HashData(secret, bytes);
        var message = new CborWriter(new byte[1024]);
        message.WriteArray(4);
        message.WriteUInt(1);
        message.WriteUInt(id);
        message.WriteUInt((ulong)type);
        message.WriteArray(3);
        message.WriteUInt((ulong)key.Number);
        message.WriteBytes(bytes, 0, bytes.Length);
        message.WriteBytes(code, 0, code.Length);
        return message.Buffer[..message.Position];
    }
}
