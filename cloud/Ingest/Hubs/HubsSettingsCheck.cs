using Wattline.Cloud.EventHubs.Client;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Checks the settings of hubs: all faults at once.</summary>
public static class HubsSettingsCheck
{
    /// <summary>Two beats of a second each must fit, and the store's longest wait for an embedded database is ten.</summary>
    public const int LeaseSecondsMin = 2;

    /// <summary>Ten minutes: a crash holds a partition up for so long.</summary>
    public const int LeaseSecondsMax = 600;

    /// <summary>Events of one transaction: beyond, one fault undoes minutes of work.</summary>
    public const int BatchEventsMax = 10_000;

    /// <summary>Events fetched ahead: 300,000 of some 300 bytes are 90 MB.</summary>
    public const int PrefetchEventsMax = 300_000;

    /// <summary>MiB fetched ahead for each partition; a process may hold dozens.</summary>
    public const int PrefetchMebibytesMax = 1_024;

    /// <summary>Every fault, each with the setting's name; empty when all is well.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="section">What their names begin with.</param>
    public static IReadOnlyList<string> Faults(HubsSettings settings, string section)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ConnectionString.Length == 0) return [];
        var faults = new List<string>();
        var read = ConnectionString.TryParse(settings.ConnectionString, out var space);
        // The string itself is never repeated: it holds a key.
        if (read != ConnectionStringFault.None) faults.Add($"{section}:ConnectionString: {Describe(read)}");
        else if (space.Key is null && space.Signature is null) faults.Add($"{section}:ConnectionString: SharedAccessKeyName and SharedAccessKey are missing");
        if (settings.HubNames.Count == 0) faults.Add($"{section}:Names: names no hub");
        if (settings.HubNames.Distinct(StringComparer.OrdinalIgnoreCase).Count() < settings.HubNames.Count) faults.Add($"{section}:Names: a hub stands twice");
        if (space.Hub is { } only && !settings.HubNames.SequenceEqual([only], StringComparer.OrdinalIgnoreCase))
            faults.Add($"{section}:ConnectionString: EntityPath={only} permits this hub alone; Names has {string.Join(", ", settings.HubNames)}");
        if (settings.Group.Length == 0) faults.Add($"{section}:Group: empty; every hub has $Default");
        Within(nameof(HubsSettings.LeaseSeconds), settings.LeaseSeconds, LeaseSecondsMin, LeaseSecondsMax);
        Within(nameof(HubsSettings.BatchEvents), settings.BatchEvents, 1, BatchEventsMax);
        Within(nameof(HubsSettings.PrefetchEvents), settings.PrefetchEvents, 1, PrefetchEventsMax);
        Within(nameof(HubsSettings.PrefetchMebibytes), settings.PrefetchMebibytes, 1, PrefetchMebibytesMax);
        return faults;

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most) faults.Add($"{section}:{name}: {value} is not within {least} and {most}");
        }
    }

    private static string Describe(ConnectionStringFault fault) => fault switch
    {
        ConnectionStringFault.MalformedPart => "a part is not name=value",
        ConnectionStringFault.DuplicatePart => "a part stands twice",
        ConnectionStringFault.UnknownPart => "has a part that Event Hubs does not know",
        ConnectionStringFault.EndpointMissing => "Endpoint is missing",
        ConnectionStringFault.EndpointInvalid => "Endpoint is not of the form sb://host/",
        ConnectionStringFault.KeyAndSignature => "SharedAccessSignature stands beside a key",
        ConnectionStringFault.KeyNameMissing => "SharedAccessKeyName is missing",
        ConnectionStringFault.KeyMissing => "SharedAccessKey is missing",
        ConnectionStringFault.EmulatorInvalid => "UseDevelopmentEmulator is neither true nor false",
        _ => "is empty",
    };
}
