using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What the desk tells.</summary>
public sealed partial class CommandDesk
{
    private const long RelayBit = 1 << 4, OrderBit = 1 << 6, KeepBit = 1 << 12;

    /// <summary>An order with its life; null for a command that nobody asked for here.</summary>
    public OrderStatus? Find(long id) => database.Read(connection => OrderRows.Find(connection, id) is { } row ? Status(connection, row) : null);

    /// <summary>The newest orders of a meter.</summary>
    public IReadOnlyList<OrderStatus> OfMeter(string meter, int limit) => database.Read(connection =>
        OrderRows.OfMeter(connection, meter, Math.Min(limit, CommandLimits.PageRowsMax)).Select(row => Status(connection, row)).ToList());

    /// <summary>What a meter said last about its relay, through any command.</summary>
    public RelayWord Relay(string meter) => database.Read(connection =>
    {
        if (OrderRows.LastWord(connection, meter) is not { StatusWord: { } word } row) return new RelayWord(RelayState.Unknown, null, null);
        var state = (word & RelayBit) == 0 ? RelayState.Closed : (word & OrderBit) == 0 ? RelayState.Allowed : RelayState.Open;
        return new RelayWord(state, (word & KeepBit) != 0, row.ToldMs);
    });

    private static OrderStatus Status(StoreConnection connection, OrderRow row) => new(
        row.Id, row.Batch, row.Request, CommandKinds.Of(row.Kind).Name, row.Meter, row.Concentrator, row.Area, row.State, row.Why, row.Decision, row.ExpiresMs,
        row.AskedBy, row.NeedsSecond, row.ReleasedBy, row.ReleasedMs,
        row.StatusWord is null && row.Error is null or 0 ? null : new Wire.MeterFacts(row.StatusWord, row.Milliamperes, row.Decivolts, row.Error ?? 0), row.ToldMs,
        row.Data is null ? null : Convert.FromHexString(row.Data), row.Fields,
        CommandRows.Status(connection, CommandRows.Find(connection, row.Id)!).Events);
}
