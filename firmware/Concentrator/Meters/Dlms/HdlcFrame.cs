namespace Wattline.Firmware.Meters.Dlms;

/// <summary>Where the parts of a frame stand that <see cref="HdlcShape"/> took.</summary>
public sealed class HdlcFrame
{
    /// <summary>Set normal response mode.</summary>
    public const int Snrm = 0x93;

    /// <summary>Unnumbered acknowledgement.</summary>
    public const int Ua = 0x73;

    /// <summary>Disconnect.</summary>
    public const int Disc = 0x53;

    /// <summary>Disconnected mode.</summary>
    public const int Dm = 0x1F;

    /// <summary>Frame reject.</summary>
    public const int Frmr = 0x97;

    /// <summary>Unnumbered information.</summary>
    public const int Ui = 0x13;

    /// <summary>Index of the destination address.</summary>
    public int Destination { get; private set; }

    /// <summary>Its bytes.</summary>
    public int DestinationLength { get; private set; }

    /// <summary>Index of the source address.</summary>
    public int Source { get; private set; }

    /// <summary>Its bytes.</summary>
    public int SourceLength { get; private set; }

    /// <summary>The control byte.</summary>
    public int Control { get; private set; }

    /// <summary>True when the information goes on in the next frame.</summary>
    public bool IsSegment { get; private set; }

    /// <summary>Index of the information.</summary>
    public int Information { get; private set; }

    /// <summary>Its bytes, 0 for none.</summary>
    public int InformationLength { get; private set; }

    /// <summary>True for an information frame.</summary>
    public bool IsInformation => (Control & 1) == 0;

    /// <summary>True for receive ready.</summary>
    public bool IsReceiveReady => (Control & 0x0F) == 1;

    /// <summary>True for receive not ready.</summary>
    public bool IsReceiveNotReady => (Control & 0x0F) == 5;

    /// <summary>True for reject: the frame that is named was not taken.</summary>
    public bool IsReject => (Control & 0x0F) == 9;

    /// <summary>Number of this information frame.</summary>
    public int SendNumber => (Control >> 1) & 7;

    /// <summary>Number of the frame that is expected next.</summary>
    public int ReceiveNumber => (Control >> 5) & 7;

    /// <summary>Reads the parts of a whole frame.</summary>
    /// <param name="bytes">Holds it.</param>
    /// <param name="start">Index of its opening flag.</param>
    public void Read(byte[] bytes, int start)
    {
        var length = ((bytes[start + 1] & 7) << 8) | bytes[start + 2];
        var end = start + 1 + length - 2;
        IsSegment = (bytes[start + 1] & 8) != 0;
        Destination = start + 3;
        DestinationLength = HdlcShape.AddressLength(bytes, Destination, end);
        Source = Destination + DestinationLength;
        SourceLength = HdlcShape.AddressLength(bytes, Source, end);
        Control = bytes[Source + SourceLength];
        Information = Source + SourceLength + 3;
        InformationLength = end - Information > 0 ? end - Information : 0;
    }
}
