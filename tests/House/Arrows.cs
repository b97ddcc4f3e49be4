namespace Wattline.Tests.House;

/// <summary>Which rooms a room may look into. What is absent is forbidden.</summary>
internal static class Arrows
{
    public static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["firmware/Concentrator.Net"] = [],
        ["gateway/Domain"] = [],
        ["gateway/Mqtt"] = [],
        ["gateway/Journal"] = [],
        ["gateway/Runtime"] = ["gateway/Domain", "gateway/Journal", "cloud/Contracts"],
        ["gateway/Uplinks"] = ["gateway/Runtime", "cloud/Contracts", "cloud/EventHubs"],
        ["gateway/Adapters/EventHubs"] = ["gateway/Runtime", "gateway/Uplinks"],
        ["gateway/Adapters/MqttNet"] = ["gateway/Runtime", "gateway/Uplinks"],
        ["gateway/Host"] = ["gateway/*", "cloud/Contracts"],
        ["cloud/Contracts"] = ["gateway/Domain"],
        ["cloud/Store"] = [],
        ["cloud/EventHubs"] = [],
        ["cloud/Ingest"] = ["cloud/Contracts", "cloud/EventHubs", "cloud/Store"],
        ["cloud/Metering"] = ["cloud/Contracts", "cloud/Store"],
        ["cloud/Commands"] = ["cloud/Contracts", "cloud/Store"],
        ["cloud/Ledger"] = ["cloud/Contracts", "cloud/Store"],
        ["cloud/Adapters/EventHubs"] = ["cloud/Ingest"],
        ["cloud/Portal"] = ["cloud/*"],
        ["simulators/Physics"] = [],
        ["simulators/Meters"] = [],
        ["simulators/Kiosks"] = [],
        ["simulators/EventHub"] = ["cloud/EventHubs"],
        ["simulators/Block"] = ["simulators/Physics", "simulators/Meters", "simulators/Kiosks", "firmware/Concentrator.Net"],
        ["simulators/Lab"] = ["simulators/*", "gateway/*", "cloud/*", "firmware/Concentrator.Net"],
    };
}
