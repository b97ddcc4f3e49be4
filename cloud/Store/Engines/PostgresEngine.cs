using System.Data.Common;

namespace Wattline.Cloud.Store.Engines;

/// <summary>A PostgreSQL server. Works run at once, each in a transaction of its own connection; one that met another's is run again, here and nowhere else.</summary>
internal sealed class PostgresEngine(PostgresPool pool) : Engine
{
    public override StoreEngine Kind => StoreEngine.Postgres;

    public override T Write<T>(Func<StoreConnection, T> work, Action? undone, Isolation isolation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = pool.Take(c => c.Begin(isolation));
            var isUsable = false;
            try
            {
                var result = work(connection);
                if (connection.IsAbandoned)
                {
                    connection.RollBack();
                    undone?.Invoke();
                }
                else
                {
                    connection.Commit();
                }

                isUsable = true;
                return result;
            }
            catch (Exception fault)
            {
                isUsable = TryRollBack(connection);
                undone?.Invoke();
                if (PostgresFaults.IsConflict(fault))
                {
                    if (attempt < StoreLimits.ConflictTriesMax) continue;
                    throw new StoreUnavailableException("other transactions got in the way too often", fault);
                }

                if (PostgresFaults.Away(fault) is { } away) throw away;
                throw;
            }
            finally
            {
                pool.Return(connection, isUsable);
            }
        }
    }

    public override T Read<T>(Func<StoreConnection, T> work)
    {
        var connection = pool.Take(static c => c.BeginRead());
        var isUsable = false;
        try
        {
            return work(connection);
        }
        catch (Exception fault) when (PostgresFaults.Away(fault) is { } away)
        {
            throw away;
        }
        finally
        {
            isUsable = TryRollBack(connection);
            pool.Return(connection, isUsable);
        }
    }

    public override void Dispose() => pool.Dispose();

    private static bool TryRollBack(StoreConnection connection)
    {
        try
        {
            connection.RollBack();
            return true;
        }
        catch (Exception fault) when (fault is DbException or InvalidOperationException or IOException)
        {
            // The connection is broken: the server undoes what was not committed.
            return false;
        }
    }
}
