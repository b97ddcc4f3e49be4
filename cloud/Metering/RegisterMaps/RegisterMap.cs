namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>The registers of a type of Modbus meter, as data.</summary>
/// <param name="Name">Names the type.</param>
/// <param name="RegistersMax">The most registers that one read may ask for.</param>
/// <param name="Gaps">True when a read may run over registers that the map does not name.</param>
/// <param name="IsSecondary">True when the values are those behind the current and voltage transformers: the installation's multiplier applies.</param>
/// <param name="Values">In the file's order, without the serial number.</param>
/// <param name="Serial">The meter's number, polled as identity; null where the meter has none.</param>
public sealed record RegisterMap(string Name, int RegistersMax, bool Gaps, bool IsSecondary, IReadOnlyList<RegisterValue> Values, RegisterValue? Serial)
{
    private static readonly Lazy<IReadOnlyDictionary<string, RegisterMap>> _known = new(LoadKnown);

    /// <summary>The maps that come with the product, by name.</summary>
    public static IReadOnlyDictionary<string, RegisterMap> Known => _known.Value;

    /// <summary>As few questions as the meter allows, the values of each in the order of their registers.</summary>
    public IReadOnlyList<RegisterRead> Reads()
    {
        var reads = new List<RegisterRead>();
        var values = new List<RegisterValue>();
        foreach (var value in Values.OrderBy(v => v.Function).ThenBy(v => v.Address))
        {
            if (values.Count > 0 && (values[0].Function != value.Function || value.End - values[0].Address > RegistersMax
                || (!Gaps && value.Address > values[^1].End)))
            {
                Close();
            }

            values.Add(value);
        }

        Close();
        return reads;

        void Close()
        {
            if (values.Count > 0)
                reads.Add(new RegisterRead(values[0].Function, values[0].Address, values.Max(v => v.End) - values[0].Address, [.. values]));
            values.Clear();
        }
    }

    private static Dictionary<string, RegisterMap> LoadKnown()
    {
        var assembly = typeof(RegisterMap).Assembly;
        var maps = new Dictionary<string, RegisterMap>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".map", StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var file = RegisterMapFile.Read(resource, text);
            var map = file.Map ?? throw new InvalidDataException(string.Join('\n', file.Errors));
            maps.Add(map.Name, map);
        }

        return maps;
    }
}
