using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Ingest.Host;

/// <summary>Checks the settings: all faults at once.</summary>
public static class IngestSettingsCheck
{
    /// <summary>Every fault, each with the setting's name; empty when all is well.</summary>
    public static IReadOnlyList<string> Faults(IngestHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var faults = new List<string>();
        if (!Uri.TryCreate(settings.Listen, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.AbsolutePath != "/")
            faults.Add($"Ingest:Listen: '{settings.Listen}' is no address such as http://127.0.0.1:8481");
        if (settings.DatabaseConnection.Length == 0 && settings.DatabaseFile.Length == 0) faults.Add("Ingest:DatabaseConnection: is missing, and so is Ingest:DatabaseFile");
        if (settings.DatabaseConnection.Length > 0 && settings.DatabaseFile.Length > 0) faults.Add("Ingest:DatabaseFile, Ingest:DatabaseConnection: one database, not two");
        if (settings.Hubs.ConnectionString.Length == 0) faults.Add("Ingest:Hubs:ConnectionString: is missing");
        faults.AddRange(HubsSettingsCheck.Faults(settings.Hubs, "Ingest:Hubs"));
        return faults;
    }
}
