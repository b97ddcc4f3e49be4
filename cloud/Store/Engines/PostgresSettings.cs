using Npgsql;

namespace Wattline.Cloud.Store.Engines;

/// <summary>The operator's connection string, with what the store needs added.</summary>
internal static class PostgresSettings
{
    // Durable when COMMIT returns, whatever the server's default is; a transaction whose process was paused ends; and nothing waits for ever.
    public static readonly string Session =
        $"""
        SET synchronous_commit = on; SET client_min_messages = warning; SET default_transaction_deferrable = off;
        SET idle_in_transaction_session_timeout = {(long)StoreLimits.IdleInTransactionMax.TotalMilliseconds};
        SET lock_timeout = {(long)StoreLimits.StatementWait.TotalMilliseconds};
        SET statement_timeout = {(long)StoreLimits.StatementWait.TotalMilliseconds};

        """;

    /// <exception cref="StoreOpenException">It is not understood.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // The driver's own words may hold a part of the string, and that a password.
            throw new StoreOpenException("The connection string is not understood: it is of the form Host=…;Port=5432;Database=…;Username=…;Password=….");
        }

        if (string.IsNullOrWhiteSpace(settings.Host)) throw new StoreOpenException("The connection string names no Host.");
        if (!settings.ContainsKey("Timeout") || settings.Timeout == 0) settings.Timeout = (int)StoreLimits.ConnectWait.TotalSeconds;
        settings.CommandTimeout = (int)StoreLimits.StatementWait.TotalSeconds + 5;
        settings.MaxAutoPrepare = StoreLimits.StatementsMax;
        settings.AutoPrepareMinUsages = 2;
        settings.TcpKeepAlive = true;
        settings.Enlist = false;
        settings.PersistSecurityInfo = false;
        settings.ApplicationName ??= "Wattline";
        return settings;
    }

    /// <summary>Where it is, for messages.</summary>
    public static string Place(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
}
