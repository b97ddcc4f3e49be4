using Dapper;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>The SQL of collections.</summary>
internal static class CollectionRows
{
    public const string Columns =
        """
        kiosk AS Kiosk, collection AS Collection, epoch AS Epoch, currency AS Currency, at_ms AS AtMs, collector AS Collector, ledger AS Ledger, journal AS Journal,
        journal_pieces AS JournalPieces, unknown_pieces AS UnknownPieces, device_pieces AS DevicePieces, counted AS Counted, deposited AS Deposited, slip AS Slip FROM cash_collection
        """;

    public static bool TryAdd(StoreConnection connection, CollectionRow row) => connection.Execute(
        """
        INSERT INTO cash_collection (kiosk, collection, epoch, currency, at_ms, collector, ledger, journal, journal_pieces, unknown_pieces, device_pieces)
        VALUES (@Kiosk, @Collection, @Epoch, @Currency, @AtMs, @Collector, @Ledger, @Journal, @JournalPieces, @UnknownPieces, @DevicePieces) ON CONFLICT DO NOTHING
        """,
        row) > 0;

    /// <summary>A collection; of one number in several epochs the newest.</summary>
    public static CollectionRow? Find(StoreConnection connection, string kiosk, long collection, string? epoch) => connection.QueryFirstOrDefault<CollectionRow>(
        $"SELECT {Columns} WHERE kiosk = @Kiosk AND collection = @Collection AND (CAST(@Epoch AS TEXT) IS NULL OR epoch = @Epoch) ORDER BY at_ms DESC LIMIT 1",
        new { Kiosk = kiosk, Collection = collection, Epoch = epoch });

    public static void SetCounted(StoreConnection connection, CollectionRow row, long counted, long nowMs) => connection.Execute(
        "UPDATE cash_collection SET counted = @Counted, counted_ms = @Now WHERE kiosk = @Kiosk AND collection = @Collection AND epoch = @Epoch",
        new { row.Kiosk, row.Collection, row.Epoch, Counted = counted, Now = nowMs });

    public static void SetDeposited(StoreConnection connection, CollectionRow row, long deposited, string? slip, long nowMs) => connection.Execute(
        "UPDATE cash_collection SET deposited = @Deposited, deposited_ms = @Now, slip = @Slip WHERE kiosk = @Kiosk AND collection = @Collection AND epoch = @Epoch",
        new { row.Kiosk, row.Collection, row.Epoch, Deposited = deposited, Slip = slip, Now = nowMs });
}

/// <summary>A collection, as the store keeps it.</summary>
[method: ExplicitConstructor]
internal sealed record CollectionRow(
    string Kiosk, long Collection, string Epoch, string Currency, long AtMs, string? Collector, long Ledger, long Journal,
    long? JournalPieces, long? UnknownPieces, long? DevicePieces, long? Counted, long? Deposited, string? Slip)
{
    public CollectionLegs Legs => new(Ledger, Journal, JournalPieces, UnknownPieces ?? 0, DevicePieces, Counted, Deposited);
}
