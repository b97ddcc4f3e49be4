namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What the customer is told.</summary>
public static class CustomerWords
{
    /// <summary>Tells it.</summary>
    /// <param name="stage">How far it has come.</param>
    /// <param name="isLocked">The point is locked for another reason.</param>
    /// <param name="relay">What the meter says.</param>
    /// <param name="isRelaySince">It has said so since the reconnection was asked for: what it said before is about something else.</param>
    public static CustomerWord Of(ArrearsStage stage, bool isLocked, RelayState relay, bool isRelaySince) => (stage, isLocked, isRelaySince, relay) switch
    {
        (ArrearsStage.Tripped, true, _, _) => CustomerWord.AskUs,
        (ArrearsStage.Tripped, _, _, _) => CustomerWord.PayFirst,
        (ArrearsStage.Released, _, true, RelayState.Closed) => CustomerWord.Closed,
        (ArrearsStage.Released, _, true, RelayState.Allowed) => CustomerWord.AllowedPressButton,
        (ArrearsStage.Released, _, _, _) => CustomerWord.Underway,
        _ => CustomerWord.Nothing,
    };

    /// <summary>The words themselves, in English; a kiosk has its own languages.</summary>
    public static string Text(this CustomerWord word) => word switch
    {
        CustomerWord.PayFirst => "disconnected: please pay what is overdue",
        CustomerWord.Underway => "paid: the meter is being asked",
        CustomerWord.AskUs => "please call us",
        CustomerWord.AllowedPressButton => "allowed: press the meter's button",
        CustomerWord.Closed => "closed",
        _ => "",
    };
}
