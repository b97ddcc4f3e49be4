namespace Wattline.Firmware.Cbor;

/// <summary>Major types (RFC 8949, section 3.1), already in the upper three bits of an item's first byte.</summary>
internal static class CborMajor
{
    public const int UInt = 0x00;
    public const int Negative = 0x20;
    public const int Bytes = 0x40;
    public const int Text = 0x60;
    public const int Array = 0x80;
    public const int Map = 0xA0;
    public const int Tag = 0xC0;
    public const int Simple = 0xE0;

    /// <summary>null is a simple value (RFC 8949, section 3.3).</summary>
    public const int Null = 0xF6;
}
