namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// A DLMS meter in a plan: <c>client-logical.physical</c>, such as <c>1-1.17</c>; without a physical address its address on
/// the line has one byte, with one two, and four where either is above 127 or the physical one has four digits. Then
/// perhaps <c>/number</c>, the last digits of the number that it must say, and <c>*p7</c>, <c>*g7</c> or <c>*c7</c>: how it is
/// opened, and the reference of the key in the device's store.
/// </summary>
public static class DlmsAddress
{
    private const int SecurityNone = 0;
    private const int SecurityPassword = 1;
    private const int SecurityGmac = 2;
    private const int SecurityCiphered = 3;
    private const int NumberDigits = 12;
    private const int NumberAt = 9;

    /// <summary>Packs it: client, logical 2, physical 2, bytes of the address, security, key 2, six bytes of two digits, how many digits in the security's upper half.</summary>
    public static bool TryPack(string text, byte[] bytes, int offset)
    {
        var dash = text.IndexOf('-');
        var star = text.IndexOf('*');
        var end = star < 0 ? text.Length : star;
        var slash = text.IndexOf('/');
        var places = slash < 0 ? end : slash;
        var dot = text.IndexOf('.');
        if (dash < 0 || places > end || !Decimals.TryRead(text, 0, dash, 3, out var client) || client is < 1 or > 127)
        {
            return false;
        }

        var physical = 0L;
        if (!Decimals.TryRead(text, dash + 1, dot < 0 ? places : dot, 5, out var logical) || logical is < 1 or >= HdlcLimits.LogicalAll
            || (dot >= 0 && (!Decimals.TryRead(text, dot + 1, places, 5, out physical) || physical is < 1 or >= HdlcLimits.PhysicalAll)))
        {
            return false;
        }

        var isShort = logical < HdlcLimits.OneByteAll && physical < HdlcLimits.OneByteAll && places - dot - 1 != 4;
        if (dot < 0 && logical >= HdlcLimits.OneByteAll)
        {
            return false;
        }

        bytes[offset] = (byte)client;
        bytes[offset + 1] = (byte)(logical >> 8);
        bytes[offset + 2] = (byte)logical;
        bytes[offset + 3] = (byte)(physical >> 8);
        bytes[offset + 4] = (byte)physical;
        bytes[offset + 5] = (byte)(dot < 0 ? 1 : isShort ? 2 : 4);
        return (slash < 0 || TryNumber(text, slash + 1, end, bytes, offset)) && (star < 0 || TrySecurity(text, star + 1, bytes, offset));
    }

    /// <summary>Sets an association up for it.</summary>
    public static void Unpack(byte[] bytes, int offset, DlmsAssociation association)
    {
        association.Client = bytes[offset];
        association.Logical = (bytes[offset + 1] << 8) | bytes[offset + 2];
        association.Physical = (bytes[offset + 3] << 8) | bytes[offset + 4];
        association.AddressBytes = bytes[offset + 5];
        var security = bytes[offset + 6] & 0x0F;
        var key = (bytes[offset + 7] << 8) | bytes[offset + 8];
        association.Mechanism = security == SecurityNone ? DlmsAssociation.NoMechanism
            : security == SecurityPassword ? DlmsAssociation.Password : DlmsAssociation.Gmac;
        association.Control = security == SecurityCiphered ? DlmsSecurity.Authenticated | DlmsSecurity.Enciphered : 0;
        association.PasswordKey = key;
        association.EncryptionKey = key;
        association.AuthenticationKey = key + 1;
        association.MeterCounter = -1;
    }

    /// <summary>How many digits of a number it must say; 0 for any.</summary>
    public static int Digits(byte[] bytes, int offset) => bytes[offset + 6] >> 4;

    /// <summary>True when a text ends with the number that the meter must say.</summary>
    public static bool IsMeant(byte[] bytes, int offset, byte[] text, int from, int count)
    {
        var digits = Digits(bytes, offset);
        for (var i = 0; i < digits; i++)
        {
            var packed = bytes[offset + NumberAt + (i / 2)];
            if (i >= count || text[from + count - 1 - i] != '0' + (i % 2 == 0 ? packed & 0x0F : packed >> 4))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last digit first.</summary>
    private static bool TryNumber(string text, int from, int to, byte[] bytes, int offset)
    {
        if (!Decimals.TryRead(text, from, to, NumberDigits, out var number))
        {
            return false;
        }

        bytes[offset + 6] |= (byte)((to - from) << 4);
        for (var i = 0; i < to - from; i++)
        {
            bytes[offset + NumberAt + (i / 2)] |= (byte)((int)(number % 10) << (i % 2 == 0 ? 0 : 4));
            number /= 10;
        }

        return true;
    }

    private static bool TrySecurity(string text, int from, byte[] bytes, int offset)
    {
        if (from >= text.Length || !Decimals.TryRead(text, from + 1, text.Length, 5, out var key) || key > ushort.MaxValue)
        {
            return false;
        }

        var security = text[from] == 'p' ? SecurityPassword : text[from] == 'g' ? SecurityGmac : text[from] == 'c' ? SecurityCiphered : SecurityNone;
        bytes[offset + 6] |= (byte)security;
        bytes[offset + 7] = (byte)(key >> 8);
        bytes[offset + 8] = (byte)key;
        return security != SecurityNone;
    }
}
