using Wattline.Simulators.Block.Kinds;

namespace Wattline.Simulators.Lab.Run;

/// <summary>What the lab's user asked for.</summary>
internal sealed record LabOptions
{
    /// <summary>Concentrators in the block.</summary>
    public int Concentrators { get; init; } = 1;

    /// <summary>RS-485 lines of each concentrator.</summary>
    public int Lines { get; init; } = 2;

    /// <summary>Meters on each line.</summary>
    public int Meters { get; init; } = 8;

    /// <summary>Kiosks in the block, spread over the concentrators in turn.</summary>
    public int Kiosks { get; init; } = 1;

    /// <summary>Customers of a kiosk in a day, on average.</summary>
    public int Customers { get; init; } = 12;

    /// <summary>What the meters of a line speak, in turn.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [MeterKind.Dlt645];

    /// <summary>Bits a second of DL/T 645 meters.</summary>
    public int Baud { get; init; } = 2400;

    /// <summary>The reading interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Simulated seconds in a real second; 0 is as fast as it goes.</summary>
    public double Speed { get; init; } = 60;

    /// <summary>Simulated time to run; null until told to stop.</summary>
    public TimeSpan? Days { get; init; }

    /// <summary>Real time to run; null until told to stop.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Decides loads, customers and faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>none, line, link, crash or all.</summary>
    public string Faults { get; init; } = "none";

    /// <summary>Commands that the lab's people give while it runs: trips, and what brings the supply back.</summary>
    public int Orders { get; init; }

    /// <summary>Customers who do not pay, are tripped, pay cash and come back.</summary>
    public int Arrears { get; init; }

    /// <summary>A measured load to replay on every meter; null for household shapes.</summary>
    public string? Profile { get; init; }

    /// <summary>Where data is kept; null for a fresh temporary folder, which is deleted at the end.</summary>
    public string? Data { get; init; }

    /// <summary>Where the closing report goes as JSON.</summary>
    public string? Report { get; init; }

    /// <summary>How the gateway delivers: eventhub through hubs of the lab's own, or http straight to the portal.</summary>
    public string Uplink { get; init; } = "eventhub";

    /// <summary>The gateway's MQTT port; 0 takes a free one.</summary>
    public int MqttPort { get; init; }

    /// <summary>The portal's HTTP port; 0 takes a free one.</summary>
    public int HttpPort { get; init; }
}
