using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Wattline.Simulators.Meters.Dlms;

/// <summary>
/// The application layer of a DLMS meter (IEC 62056-5-3): associations with none, LLS and HLS-5, GET with blocks and
/// lists, SET, ACTION, global ciphering. Its GCM is the framework's.
/// </summary>
public sealed class CosemServer(DlmsSettings settings, CosemObjects objects)
{
    private const int TagBytes = 12;

    private readonly byte[] _challenge = "WTLchallenge-StoC"u8.ToArray();
    private byte[] _clientTitle = [];
    private byte[] _clientChallenge = [];
    private byte[] _rest = [];
    private int _block;
    private long _counterBefore;
    private bool _isCiphered, _isProven, _isPublic;

    /// <summary>True while an association stands.</summary>
    public bool IsAssociated { get; private set; }

    /// <summary>The next counter that it uses.</summary>
    public uint Counter { get; set; } = 1;

    /// <summary>The highest counter of a client.</summary>
    public long ClientCounter { get; private set; }

    /// <summary>Forgets the association.</summary>
    public void Release() => (IsAssociated, _isProven, _rest) = (false, false, []);

    /// <summary>Answers an APDU; null for silence.</summary>
    public byte[]? Answer(byte[] apdu, int client, long micros)
    {
        try
        {
            return apdu.Length == 0 ? null : apdu[0] == 0x60 ? Associate(apdu, client) : Serve(apdu, micros);
        }
        catch (Exception malformed) when (malformed is FormatException or IndexOutOfRangeException or ArgumentException)
        {
            return [0xD8, 1, 2];
        }
    }

    private byte[] Associate(byte[] aarq, int client)
    {
        Release();
        var fields = new Dictionary<byte, byte[]>();
        for (var at = 2; at < aarq.Length; at += 2 + aarq[at + 1])
            fields[aarq[at]] = aarq[(at + 2)..(at + 2 + aarq[at + 1])];
        _isPublic = client == 16;
        _isCiphered = fields[0xA1][^1] == 3;
        var mechanism = fields.TryGetValue(0x8B, out var named) ? named[^1] : 0;
        _clientTitle = fields.TryGetValue(0xA6, out var title) ? title[2..] : [];
        var secret = fields.TryGetValue(0xAC, out var value) ? value[2..] : [];
        var initiate = fields[0xBE][2..];
        if (_isCiphered)
        {
            if (initiate[0] != 0x21 || Open(initiate) is not { } opened)
                return Aare(1, 1, 1, 0);
            initiate = opened;
        }
        if (initiate[0] != 0x01)
            return Aare(1, 1, 1, 0);
        var needed = settings.EncryptionKey.Length > 0 ? 5 : settings.Password.Length > 0 ? 1 : 0;
        if (!_isPublic && mechanism != needed)
            return Aare(1, 1, mechanism == 0 ? 13 : 11, 0);
        if (!_isPublic && mechanism == 1 && !secret.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(settings.Password)))
            return Aare(1, 1, 13, 0);
        _clientChallenge = secret;
        IsAssociated = true;
        _isProven = mechanism != 5;
        return Aare(0, 1, mechanism == 5 ? 14 : 0, mechanism);
    }

    private byte[] Aare(byte result, byte source, int diagnostic, int mechanism)
    {
        var response = new byte[] { 0x08, 0, 6, 0x5F, 0x1F, 4, 0, 0x00, 0x12, 0x1D, (byte)(settings.PduMax >> 8), (byte)settings.PduMax, 0, 7 };
        var information = _isCiphered && result == 0 ? Protect(0x28, response) : response;
        byte[] body =
        [
            0xA1, 9, 6, 7, 0x60, 0x85, 0x74, 5, 8, 1, (byte)(_isCiphered ? 3 : 1),
            0xA2, 3, 2, 1, result,
            0xA3, 5, 0xA1, 3, 2, source, (byte)diagnostic,
            .. mechanism == 5 || _isCiphered ? (byte[])[0xA4, 10, 4, 8, .. settings.Title] : [],
            .. mechanism == 5 ? (byte[])[0x88, 2, 0x07, 0x80, 0x89, 7, 0x60, 0x85, 0x74, 5, 8, 2, 5, 0xAA, (byte)(_challenge.Length + 2), 0x80, (byte)_challenge.Length, .. _challenge] : [],
            0xBE, (byte)(information.Length + 2), 4, (byte)information.Length, .. information,
        ];
        return [0x61, (byte)body.Length, .. body];
    }

    private byte[]? Serve(byte[] apdu, long micros)
    {
        if (!IsAssociated)
            return [0xD8, 1, 1];
        var wrap = 0;
        _counterBefore = ClientCounter;
        if (apdu[0] is 0xC8 or 0xC9 or 0xCB)
        {
            wrap = apdu[0] + 4;
            if (Open(apdu) is not { } opened)
                return [0xD8, 1, 6];
            apdu = opened;
        }
        else if (_isCiphered)
            return [0xD8, 1, 6];
        var isProof = apdu[0] == 0xC3 && apdu[3] == 0 && apdu[4] == 15;
        if (!_isProven && !isProof)
            return [0xD8, 1, 1];
        var answer = (apdu[0], apdu[1]) switch
        {
            (0xC0, 1) => Get(apdu, micros),
            (0xC0, 2) => NextBlock(apdu),
            (0xC0, 3) => GetList(apdu, micros),
            (0xC1, 1) => [0xC5, 1, apdu[2], (byte)objects.Set((apdu[3] << 8) | apdu[4], Name(apdu, 5), apdu[11], apdu.AsSpan(13), _isPublic, micros)],
            (0xC3, 1) => isProof ? Prove(apdu) : [0xC7, 1, apdu[2], (byte)objects.Act((apdu[3] << 8) | apdu[4], Name(apdu, 5), apdu[11], _isPublic), 0],
            _ => [0xD8, 1, 2],
        };
        return wrap == 0 || answer[0] == 0xD8 ? answer : Protect((byte)wrap, answer);
    }

    private byte[] Get(byte[] apdu, long micros)
    {
        var selection = apdu[12] == 1 ? apdu[13..] : null;
        var (result, value) = objects.Get((apdu[3] << 8) | apdu[4], Name(apdu, 5), apdu[11], selection, _isPublic, (uint)ClientCounter, micros);
        if (result != 0)
            return [0xC4, 1, apdu[2], 1, (byte)result];
        return value.Length + 4 <= settings.PduMax ? [0xC4, 1, apdu[2], 0, .. value] : FirstBlock(apdu[2], value);
    }

    private byte[] GetList(byte[] apdu, long micros)
    {
        var results = new List<byte> { apdu[3] };
        for (var i = 0; i < apdu[3]; i++)
        {
            var at = 4 + (10 * i);
            var (result, value) = objects.Get((apdu[at] << 8) | apdu[at + 1], Name(apdu, at + 2), apdu[at + 8], null, _isPublic, (uint)ClientCounter, micros);
            results.AddRange(result == 0 ? [0, .. value] : [1, (byte)result]);
        }
        return results.Count + 3 <= settings.PduMax ? [0xC4, 3, apdu[2], .. results] : FirstBlock(apdu[2], [.. results]);
    }

    private byte[] FirstBlock(byte invoke, byte[] value)
    {
        (_rest, _block) = (value, 0);
        return Block(invoke);
    }

    private byte[] NextBlock(byte[] apdu)
    {
        var acknowledged = BinaryPrimitives.ReadUInt32BigEndian(apdu.AsSpan(3));
        return _rest.Length == 0 || acknowledged != _block ? [0xC4, 2, apdu[2], 1, 0, 0, 0, 0, 1, 19] : Block(apdu[2]);
    }

    private byte[] Block(byte invoke)
    {
        var count = Math.Min(_rest.Length, settings.PduMax - 12);
        var part = _rest[..count];
        _rest = _rest[count..];
        _block++;
        return [0xC4, 2, invoke, (byte)(_rest.Length == 0 ? 1 : 0), 0, 0, (byte)(_block >> 8), (byte)_block, 0, .. Axdr.Length(count), .. part];
    }

    private byte[] Prove(byte[] apdu)
    {
        // C3 01 invoke, class 15, name, method 1, 01, 09 11, SC, IC, tag.
        var proof = apdu.AsSpan(15);
        var counter = BinaryPrimitives.ReadUInt32BigEndian(proof[1..]);
        var wanted = Tag(_clientTitle, counter, _challenge);
        if (apdu[11] != 1 || proof.Length != 17 || counter <= _counterBefore || !CryptographicOperations.FixedTimeEquals(wanted, proof[5..]))
        {
            Release();
            return [0xC7, 1, apdu[2], CosemObjects.Denied, 0];
        }
        ClientCounter = Math.Max(counter, ClientCounter);
        _isProven = true;
        var own = Counter++;
        return [0xC7, 1, apdu[2], 0, 1, 0, 9, 17, 0x10, (byte)(own >> 24), (byte)(own >> 16), (byte)(own >> 8), (byte)own, .. Tag(settings.Title, own, _clientChallenge)];
    }

    private byte[] Tag(byte[] title, uint counter, byte[] challenge)
    {
        using var gcm = new AesGcm(settings.EncryptionKey, TagBytes);
        var tag = new byte[TagBytes];
        gcm.Encrypt(Start(title, counter), Array.Empty<byte>(), Array.Empty<byte>(), tag, (byte[])[0x10, .. settings.AuthenticationKey, .. challenge]);
        return tag;
    }

    private byte[] Protect(byte tag, byte[] plain)
    {
        using var gcm = new AesGcm(settings.EncryptionKey, TagBytes);
        var counter = Counter++;
        byte[] ciphered = new byte[plain.Length], check = new byte[TagBytes];
        gcm.Encrypt(Start(settings.Title, counter), plain, ciphered, check, (byte[])[0x30, .. settings.AuthenticationKey]);
        byte[] body = [0x30, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter, .. ciphered, .. check];
        return [tag, .. Axdr.Length(body.Length), .. body];
    }

    private byte[]? Open(byte[] apdu)
    {
        var (length, bytes) = Axdr.ReadLength(apdu.AsSpan(1));
        var body = apdu.AsSpan(1 + bytes, length);
        var counter = BinaryPrimitives.ReadUInt32BigEndian(body[1..]);
        if (settings.EncryptionKey.Length == 0 || _clientTitle.Length != 8 || body[0] != 0x30 || counter <= ClientCounter)
            return null;
        using var gcm = new AesGcm(settings.EncryptionKey, TagBytes);
        var plain = new byte[body.Length - 5 - TagBytes];
        try
        {
            gcm.Decrypt(Start(_clientTitle, counter), body[5..^TagBytes], body[^TagBytes..], plain, (byte[])[0x30, .. settings.AuthenticationKey]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        ClientCounter = counter;
        return plain;
    }

    private static byte[] Start(byte[] title, uint counter) => [.. title, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter];

    private static string Name(byte[] apdu, int at) => string.Join('.', apdu.Skip(at).Take(6));
}
