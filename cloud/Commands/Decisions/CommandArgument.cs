using Wattline.Cloud.Commands.Wire;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>Arguments of signed commands, by kind (docs/uplink.md).</summary>
internal static class CommandArgument
{
    public static byte[] Make(CommandKind kind, OrderFields fields, MeterPlace? place, byte[]? access, byte[]? plan)
    {
        var cbor = new CborBuilder();
        var patience = fields.PatienceSeconds == 0 ? CommandLimits.PatienceSeconds : fields.PatienceSeconds;
        switch (kind)
        {
            case CommandKind.ReadNow:
                cbor.Array(fields.Identifiers.Count);
                foreach (var identifier in fields.Identifiers) cbor.Number(identifier);
                break;
            case CommandKind.ReadRange:
                cbor.Array(2).Number(fields.Identifiers[0]).Number(fields.Count);
                break;
            case CommandKind.SetClock:
                cbor.Array(2).Bytestring(access).Number(place!.ZoneMinutes);
                break;
            case CommandKind.ChangePlan:
                cbor.Bytestring(plan);
                break;
            case CommandKind.Transparent:
                cbor.Array(5).Number(ProposalCheck.OnlyReads(fields.Frame!) ? 0 : 1);
                Frame(cbor, fields.Frame!);
                break;
            case CommandKind.Security:
                cbor.Array(6).Number(fields.Frame!.Order).Number(patience);
                Frame(cbor, fields.Frame);
                break;
            case CommandKind.Discover:
                var search = fields.Search ?? new CommandSearch();
                cbor.Array(3).Number(search.Line).Number(search.Seconds).Array(search.Settings?.Count ?? 0);
                foreach (var setting in search.Settings ?? [])
                {
                    cbor.Array(setting.Protocol is null ? 2 : 3).Number(setting.Baud).Number(setting.Parity);
                    if (setting.Protocol is { } protocol) cbor.Number(protocol);
                }


                break;
            case CommandKind.Freeze:
                cbor.Array(2).Number(fields.Line).Number(fields.Identifiers is [var record] ? record : CommandLimits.FreezeRecord);
                break;
            case CommandKind.Reboot:
                cbor.Null();
                break;
            default:
                cbor.Array(3).Bytestring(access).Number(place!.ZoneMinutes).Number(patience);
                break;
        }

        return cbor.Bytes;
    }

    private static void Frame(CborBuilder cbor, CommandFrame frame) =>
        cbor.Number(frame.Control).Number(frame.Repeated).Number(CommandLimits.AnswerBytes).Bytestring(frame.Data);
}
