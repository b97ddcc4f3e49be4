namespace Wattline.Cloud.Metering.Registry;

/// <summary>The protocols that concentrators speak, by the names of docs/cloudlink.md.</summary>
public static class MeterProtocols
{
    /// <summary>DL/T 645-2007.</summary>
    public const string Dlt645 = "dlt645-2007";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Dlt645];
}
