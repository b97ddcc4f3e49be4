namespace Wattline.Firmware.Kiosks;

/// <summary>What SETUP_REQUEST said: the currency, and what a note of each channel is worth.</summary>
public sealed class SspSetup
{
    // Offsets in the reply (ITL GA138, "Setup Request", note validator): code, unit type, 4 of firmware version,
    // 3 of country, 3 of multiplier, number of channels, then by channel.
    private const int CountryAt = 6;
    private const int MultiplierAt = 9;
    private const int ChannelsAt = 12;
    private const int ListsAt = 13;
    private const int ProtocolExpanded = 6;

    private readonly long[] _values = new long[SspLimits.ChannelsMax + 1];

    /// <summary>ISO 4217 text; null before a setup was read.</summary>
    public string Currency { get; private set; }

    /// <summary>The channels that have a value, as SET_INHIBITS wants them: channel 1 is bit 0.</summary>
    public int EnabledChannels { get; private set; }

    /// <summary>What a note of the channel is worth in minor units; 0 for a channel that is not known.</summary>
    public long Value(int channel) => channel > 0 && channel < _values.Length ? _values[channel] : 0;

    /// <summary>Reads a reply.</summary>
    /// <returns>False when it is not a setup that notes can be valued by; the last one stands.</returns>
    public bool Read(byte[] reply, int count)
    {
        if (count <= ListsAt || reply[ChannelsAt] > SspLimits.ChannelsMax)
        {
            return false;
        }
        var channels = reply[ChannelsAt];
        var realMultiplierAt = ListsAt + (2 * channels);
        var protocolAt = realMultiplierAt + 3;
        if (channels == 0 || count <= protocolAt || !IsCurrency(reply, CountryAt))
        {
            return false;
        }
        // The real multiplier leads to minor units. Older data sets leave it 1 and have it in the first place.
        var multiplier = BigEndian24(reply, realMultiplierAt);
        var older = BigEndian24(reply, MultiplierAt);
        multiplier = older > multiplier ? older : multiplier;
        var currenciesAt = protocolAt + 1;
        var valuesAt = currenciesAt + (3 * channels);
        var expanded = reply[protocolAt] >= ProtocolExpanded && count >= valuesAt + (4 * channels);
        if (multiplier == 0)
        {
            return false;
        }
        EnabledChannels = 0;
        Currency = Text(reply, expanded && IsCurrency(reply, currenciesAt) ? currenciesAt : CountryAt);
        for (var i = 0; i < channels; i++)
        {
            // One currency for all: a channel of another is not taken.
            var value = !expanded ? reply[ListsAt + i]
                : Text(reply, currenciesAt + (3 * i)) == Currency ? LittleEndian32(reply, valuesAt + (4 * i)) : 0;
            _values[i + 1] = value * multiplier;
            if (value > 0)
            {
                EnabledChannels |= 1 << i;
            }
        }
        for (var i = channels + 1; i < _values.Length; i++)
        {
            _values[i] = 0;
        }
        return EnabledChannels != 0;
    }

    /// <summary>Unsigned, lowest byte first, as in expanded values and counters.</summary>
    public static long LittleEndian32(byte[] from, int at) =>
        from[at] | ((long)from[at + 1] << 8) | ((long)from[at + 2] << 16) | ((long)from[at + 3] << 24);

    private static long BigEndian24(byte[] from, int at) => (from[at] << 16) | (from[at + 1] << 8) | from[at + 2];

    private static bool IsCurrency(byte[] from, int at)
    {
        for (var i = at; i < at + 3; i++)
        {
            if (from[i] < 'A' || from[i] > 'Z')
            {
                return false;
            }
        }
        return true;
    }

    private static string Text(byte[] from, int at) => new string(new char[] { (char)from[at], (char)from[at + 1], (char)from[at + 2] });
}
