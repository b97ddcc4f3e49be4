namespace Wattline.Firmware.Plans;

/// <summary>Why a plan is not taken into use. In order of precedence: the first that applies is said.</summary>
public static class PlanRefusal
{
    /// <summary>It is taken.</summary>
    public const int None = 0;

    /// <summary>Not CBOR, or not of the shape of docs/uplink.md.</summary>
    public const int Malformed = 1;

    /// <summary>The first element is neither 1 nor 2.</summary>
    public const int Format = 2;

    /// <summary>The version is not above the one in use (or waiting).</summary>
    public const int NotNewer = 3;

    /// <summary>Seconds between slots are out of limits.</summary>
    public const int Every = 4;

    /// <summary>More meters, templates, reads, channels or values than <see cref="PlanLimits"/> allows.</summary>
    public const int TooMany = 5;

    /// <summary>The protocol is not one this firmware speaks.</summary>
    public const int Protocol = 6;

    /// <summary>The identifier is not in the tables, or its values are not numbers.</summary>
    public const int Identifier = 7;

    /// <summary>The channels are not as many as the answer has values.</summary>
    public const int Channels = 8;

    /// <summary>The decimals are not those of the identifier's format.</summary>
    public const int Decimals = 9;

    /// <summary>The device has no such line.</summary>
    public const int Line = 10;

    /// <summary>The address is none of the protocol's (of DL/T 645: 12 decimal digits), or one that means several meters.</summary>
    public const int Address = 11;

    /// <summary>There is no such template.</summary>
    public const int Template = 12;

    /// <summary>The speed is out of limits.</summary>
    public const int Baud = 13;

    /// <summary>The journal would not keep it.</summary>
    public const int NotKept = 14;

    /// <summary>The device's memory, or the journal's messages, have no room for what it needs.</summary>
    public const int NotBuilt = 15;

    /// <summary>A task is of no type, or its time or depth is out of limits.</summary>
    public const int Task = 16;

    /// <summary>The reason as events tell it (docs/uplink.md).</summary>
    public static string NameOf(int refusal)
    {
        switch (refusal)
        {
            case Malformed: return "malformed";
            case Format: return "format";
            case NotNewer: return "not_newer";
            case Every: return "every";
            case TooMany: return "too_many";
            case Protocol: return "protocol";
            case Identifier: return "identifier";
            case Channels: return "channels";
            case Decimals: return "decimals";
            case Line: return "line";
            case Address: return "address";
            case Template: return "template";
            case Baud: return "baud";
            case NotKept: return "not_kept";
            case Task: return "task";
            default: return "not_built";
        }
    }
}
