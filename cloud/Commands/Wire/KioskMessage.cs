namespace Wattline.Cloud.Commands.Wire;

/// <summary>What kiosks are told of customers (docs/uplink.md, Customers). Nothing in it moves money or a relay: it is not signed.</summary>
public static class KioskMessage
{
    private const int AnswerType = 40;
    private const int ListType = 41;

    /// <summary>Bytes of a list: with its head it stays within a command's (<see cref="Contracts.LinkLimits.CommandBytesMax"/>), and a device keeps it beside its other states.</summary>
    public const int ListBytesMax = 6 * 1024;

    /// <summary>Who somebody is; null: nobody that may pay here.</summary>
    public static byte[] Answer(long id, string kiosk, long request, CustomerLine? customer, string currency, int reconnect, long valueMax) =>
        new CborBuilder().Array(4).Number(1).Number(id).Number(AnswerType)
            .Array(10).Text(kiosk).Number(request).Number(customer is null ? 0 : 1).Text(customer?.Account ?? "").Text(customer?.Masked ?? "")
            .Number(customer?.Balance ?? 0).Number(customer?.Arrears ?? 0).Text(currency).Number(reconnect).Number(customer is null ? 0 : valueMax).Bytes;

    /// <summary>Who may pay while the cloud is away: as many as there is room for, in the order given.</summary>
    public static byte[] List(long id, long version, long valueMax, string currency, IReadOnlyList<CustomerLine> customers, IReadOnlyList<string> collectors)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(collectors);
        var tail = new CborBuilder().Array(collectors.Count);
        foreach (var collector in collectors) tail.Text(collector);
        var room = ListBytesMax - tail.Bytes.Length;
        var lines = new List<byte[]>();
        foreach (var line in customers.Select(static one => new CborBuilder().Array(6).Number(one.Kind).Text(one.Text).Text(one.Account).Text(one.Masked).Number(one.Balance).Number(one.Arrears).Bytes))
        {
            room -= line.Length;
            if (room < 0) break;
            lines.Add(line);
        }

        var list = new CborBuilder().Array(4).Number(1).Number(id).Number(ListType).Array(5).Number(version).Number(valueMax).Text(currency).Array(lines.Count);
        foreach (var line in lines) list.Items(line);
        return list.Items(tail.Bytes).Bytes;
    }
}

/// <summary>A customer of a list.</summary>
/// <param name="Kind">0 account, 1 meter, 2 card, 3 text of a QR code.</param>
/// <param name="Text">By what somebody is known; visible ASCII, 32 at most, as the others.</param>
/// <param name="Account">The account.</param>
/// <param name="Masked">The masked name.</param>
/// <param name="Balance">Minor units; never negative.</param>
/// <param name="Arrears">Minor units that are owed; never negative.</param>
public sealed record CustomerLine(int Kind, string Text, string Account, string Masked, long Balance, long Arrears);
