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
        Addresses = new byte[meters * 6];
        TemplateOf = new byte[meters];
        Bauds = new int[meters];
    }

    /// <summary>Counts up with every change.</summary>
    public int Version { get; }

    /// <summary>Seconds between slots.</summary>
    public int Every { get; }

    /// <summary>The types of meter.</summary>
    public PlanTemplate[] Templates { get; }

    /// <summary>How many meters there are.</summary>
    public int Meters => Lines.Length;

    /// <summary>Each meter's line.</summary>
    public byte[] Lines { get; }

    /// <summary>The meters' addresses, 6 bytes each, as on the wire (low byte first).</summary>
    public byte[] Addresses { get; }

    /// <summary>Each meter's index in <see cref="Templates"/>.</summary>
    public byte[] TemplateOf { get; }

    /// <summary>Each meter's speed, bits a second.</summary>
    public int[] Bauds { get; }

    /// <summary>Index of the meter that has the same address on the same line as one of another plan; -1 for none.</summary>
    public int IndexOf(Plan other, int meter)
    {
        for (var i = 0; i < Meters; i++)
        {
            // Most stay where they were.
            var candidate = (meter + i) % Meters;
            var same = Lines[candidate] == other.Lines[meter];
            for (var digit = 0; same && digit < 6; digit++)
            {
                same = Addresses[(candidate * 6) + digit] == other.Addresses[(meter * 6) + digit];
            }

            if (same)
            {
                return candidate;
            }
        }

        return -1;
    }

    /// <summary>The template of a meter.</summary>
    public PlanTemplate Template(int meter) => Templates[TemplateOf[meter]];
}
