using System.Runtime.InteropServices;
using Wattline.Tests.Bench;

// dotnet run -c Release --project tests/Bench [-- line|footprint|decode|journal|ingest|store|ledger|mqtt|idle|eventhub|units|chain|validate|meterdata]: all of them without an argument.
#if DEBUG
Console.Error.WriteLine("A debug build measures nothing: run with -c Release.");
return 2;
#else
Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {DateTime.UtcNow:yyyy-MM-dd}");
var wanted = args.Length == 0 ? ["line", "footprint", "decode", "journal", "ingest", "store", "ledger", "mqtt", "idle", "eventhub", "units", "chain", "validate", "meterdata"] : args;
foreach (var bench in wanted)
    switch (bench)
    {
        case "line": LineBench.Run(); break;
        case "footprint": FootprintBench.Run(); break;
        case "decode": DecodeBench.Run(); break;
        case "journal": JournalBench.Run(); break;
        case "ingest": IngestBench.Run(); break;
        case "store": StoreBench.Run(); break;
        case "ledger": LedgerBench.Run(); break;
        case "mqtt": MqttBench.Run(); break;
        case "idle": MqttBench.RunIdle(); break;
        case "eventhub": EventHubBench.Run(); break;
        case "units": UnitsBench.Run(); break;
        case "chain": ChainBench.Run(); break;
        case "validate": ValidateBench.Run(); break;
        case "meterdata": MeterDataBench.Run(); break;
        default:
            Console.Error.WriteLine($"'{bench}' is none of line, footprint, decode, journal, ingest, store, ledger, mqtt, idle, eventhub, units, chain, validate, meterdata.");
            return 2;
    }
return 0;
#endif
