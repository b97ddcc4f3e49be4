using System.Globalization;

namespace Wattline.Simulators.Block;

/// <summary>What a meter's load profile holds at the end of a run, by slot.</summary>
internal sealed class ProfileMemory
{
    private readonly BlockMeter _meter;
    private readonly Dictionary<long, long> _micros = [];

    public ProfileMemory(BlockMeter meter, long nowMicros)
    {
        _meter = meter;
        meter.Device.CatchUp(nowMicros);
        foreach (var record in meter.Device.Profile)
            _micros[MemoryOracle.SlotOf(record.Stamp)] = record.Micros;
    }

    /// <summary>True when a record holds a channel of a slot; it has no tariffs.</summary>
    public bool Keeps(string obis, long slot) => obis is "1-0:1.8.0" or "1-0:32.7.0" or "1-0:31.7.0" or "1-0:16.7.0" && _micros.ContainsKey(slot);

    /// <summary>True when this was the meter's value at the moment of a record; a freeze of the same moment has the tariffs, too.</summary>
    public bool Has(string obis, long slot, string text) =>
        ValueOf(obis, slot) is { } value && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stored)
        && stored == value;

    private decimal? ValueOf(string obis, long slot) => !_micros.TryGetValue(slot, out var micros) ? null : obis switch
    {
        "1-0:1.8.0" => _meter.Device.RegisterAt(micros).Total / 100m,
        "1-0:1.8.1" => _meter.Device.RegisterAt(micros).Sharp / 100m,
        "1-0:1.8.2" => _meter.Device.RegisterAt(micros).Peak / 100m,
        "1-0:1.8.3" => _meter.Device.RegisterAt(micros).Flat / 100m,
        "1-0:1.8.4" => _meter.Device.RegisterAt(micros).Valley / 100m,
        "1-0:32.7.0" => _meter.Device.InstantAt(1, micros)!.Value.VoltageTenths / 10m,
        "1-0:31.7.0" => _meter.Device.InstantAt(1, micros)!.Value.CurrentMilliamperes / 1000m,
        "1-0:16.7.0" => _meter.Device.InstantAt(0, micros)!.Value.ActiveTenths / 10_000m,
        _ => null,
    };
}
