using Xunit;

[assembly: AssemblyFixture(typeof(Wattline.Tests.Peers.Postgres.PostgresServer))]

namespace Wattline.Tests.Peers.Postgres;

/// <summary>The cluster that the tests share, started by the first that asks and stopped after the last. A test that stops it makes one of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<PostgresCluster> _cluster = new(static () => PostgresCluster.StartAsync(CancellationToken.None).GetAwaiter().GetResult());

    internal static PostgresCluster Shared => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated) await _cluster.Value.DisposeAsync();
    }
}
