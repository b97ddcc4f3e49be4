namespace Wattline.Firmware.Plans;

/// <summary>A reading plan (docs/uplink.md), checked: every index in it is good.</summary>
public sealed class Plan
{
    internal Plan(int version, int every, PlanTemplate[] templates, int meters)
    {
        Version = version;
        Every = every;
        Templates = templates;
        Lines = new byte[meters];
        Addresses = new byte[meters * PlanLimits.AddressBytes];
        TemplateOf = new byte[meters];
        Bauds = new int[meters];
        Parities = new byte[meters];
        Zones = new short[meters];
    }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; }

    /// <summary>Seconds between slots.</summary>
    public int Every { get; }

    /// <summary>The types of meter.</summary>
    public PlanTemplate[] Templates { get; }

    /// <summary>Days that the meters' memories are asked back by a device that does not know what was read.</summary>
    public int Horizon { get; internal set; }

    /// <summary>How many meters there are.</summary>
    public int Meters => Lines.Length;

    /// <summary>Each meter's line.</summary>
    public byte[] Lines { get; }

    /// <summary>The meters' addresses as their protocols pack them, <see cref="PlanLimits.AddressBytes"/> each; the last byte is the protocol.</summary>
    public byte[] Addresses { get; }

    /// <summary>Each meter's index in <see cref="Templates"/>.</summary>
    public byte[] TemplateOf { get; }

    /// <summary>Each meter's speed, bits a second.</summary>
    public int[] Bauds { get; }

    /// <summary>Each meter's check bit: 0 none, 1 odd, 2 even.</summary>
    public byte[] Parities { get; }

    /// <summary>Minutes that each meter's clock is ahead of UTC.</summary>
    public short[] Zones { get; }

    /// <summary>Index of the meter that has the same protocol and address on the same line as one of another plan; -1 for none.</summary>
    public int IndexOf(Plan other, int meter)
    {
        for (var i = 0; i < Meters; i++)
        {
            // Most stay where they were.
            var candidate = (meter + i) % Meters;
            var same = Lines[candidate] == other.Lines[meter];
            for (var place = 0; same && place < PlanLimits.AddressBytes; place++)
            {
                same = Addresses[AddressOf(candidate) + place] == other.Addresses[AddressOf(meter) + place];
            }

            if (same)
            {
                return candidate;
            }
        }

        return -1;
    }

    /// <summary>Where a meter's address starts in <see cref="Addresses"/>.</summary>
    public static int AddressOf(int meter) => meter * PlanLimits.AddressBytes;

    /// <summary>The template of a meter.</summary>
    public PlanTemplate Template(int meter) => Templates[TemplateOf[meter]];
}
