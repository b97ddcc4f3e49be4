using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Cloud.Tests.Ingest;

/// <summary>Ingestion over a database in memory and a clock that stands still.</summary>
internal sealed class IngestFixture : IDisposable
{
    public IngestFixture()
    {
        Service = new IngestService(Database, Time);
        Queries = new IngestQueries(Database);
        Replays = new ReplayPlanner(Database, Time, new IngestSettings { SettlingTime = TimeSpan.FromSeconds(30) });
    }

    public ManualTime Time { get; } = new();

    public Database Database { get; } = TestStore.Open(IngestSchema.Tables);

    public IngestService Service { get; }

    public IngestQueries Queries { get; }

    public ReplayPlanner Replays { get; }

    public List<CurrentReading> Readings()
    {
        var readings = new List<CurrentReading>();
        Queries.StreamReadings(readings.Add);
        return readings;
    }

    public void Dispose()
    {
        Service.Metrics.Dispose();
        Database.Dispose();
    }
}
