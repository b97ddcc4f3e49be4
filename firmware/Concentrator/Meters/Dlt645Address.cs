namespace Wattline.Firmware.Meters;

/// <summary>Addresses in wire order: 6 bytes BCD, least significant first. AA stands for any byte, 99 six times for everybody.</summary>
public static class Dlt645Address
{
    /// <summary>Bytes of an address.</summary>
    public const int Bytes = 6;

    /// <summary>In a question: any byte.</summary>
    public const byte Any = 0xAA;

    private const byte Everybody = 0x99;

    /// <summary>True when nobody answers it, by the standard.</summary>
    public static bool IsBroadcast(byte[] address, int offset) => All(address, offset, Everybody);

    /// <summary>True when it names no meter at all: whoever is alone on the line answers.</summary>
    public static bool IsAnybody(byte[] address, int offset) => All(address, offset, Any);

    /// <summary>True when more than one meter may answer.</summary>
    public static bool IsWildcard(byte[] address, int offset)
    {
        for (var i = 0; i < Bytes; i++)
        {
            if (address[offset + i] == Any)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when an answer from one address may be to a question that went to another, perhaps a wildcard.</summary>
    public static bool Answers(byte[] from, byte[] asked)
    {
        for (var i = 0; i < Bytes; i++)
        {
            if (from[i] != asked[i] && asked[i] != Any)
            {
                return false;
            }
        }

        return true;
    }

    private static bool All(byte[] address, int offset, byte value)
    {
        for (var i = 0; i < Bytes; i++)
        {
            if (address[offset + i] != value)
            {
                return false;
            }
        }

        return true;
    }
}
