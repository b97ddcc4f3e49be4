using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Kiosks;
using RelayState = Wattline.Cloud.Ledger.Arrears.RelayState;
using RelayWords = Wattline.Cloud.Commands.Decisions.RelayState;

namespace Wattline.Cloud.Portal.Money;

/// <summary>What is known of a point, out of commands, ingestion and the ledger's own streams.</summary>
internal sealed class PointGround(CommandDesk desk, IMeterGround ground, KioskIntake intake) : IPointFacts
{
    public PointFacts Of(string meter, IReadOnlyList<string> kiosks)
    {
        var word = desk.Relay(meter);
        // One objection is told: it is of the payments, or of the readings.
        var objection = ground.TripObjection(meter);
        var isOfPayments = objection?.StartsWith("payments", StringComparison.Ordinal) == true;
        var relay = word.State switch
        {
            RelayWords.Closed => RelayState.Closed,
            RelayWords.Open => RelayState.Open,
            RelayWords.Allowed => RelayState.Allowed,
            _ => RelayState.Unknown,
        };
        return new PointFacts(objection is not null && !isOfPayments, isOfPayments || intake.Held().Count > 0, word.KeepsPower == true, relay, word.AtMs);
    }
}
