namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>What goes wrong between hub and ingestion so that a person has to know of it. What is missing, coverage asks the gateways for.</summary>
public static class HubAlarms
{
    /// <summary>Events went with the hub's retention before they were read.</summary>
    public const string Gap = "hub_gap";

    /// <summary>Another hub stands under the name of the one that was read.</summary>
    public const string Replaced = "hub_replaced";

    internal static string GapDetail(long first, long last) => $"events {first} to {last} were gone before they were read";
}
