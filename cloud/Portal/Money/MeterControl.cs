using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Ledger.Arrears;

namespace Wattline.Cloud.Portal.Money;

/// <summary>
/// Hands the ledger's orders to the commands, which have their own rules: caps, objections, a second person. The order's id is the request's name there,
/// so that one that is handed on twice is one command. A warning is for people: it stays on the list of actions until its notice is proven.
/// </summary>
internal sealed class MeterControl(CommandDesk desk) : IMeterControl
{
    private static readonly Person _ledger = new("ledger", new HashSet<string>([CommandRights.Commands], StringComparer.Ordinal));

    public string? Take(MeterOrder order)
    {
        var command = order.Action switch
        {
            ArrearsAction.Alarm => "alarm",
            ArrearsAction.AlarmOff => "alarm_off",
            ArrearsAction.Trip => "trip",
            ArrearsAction.AllowClose => "allow_close",
            _ => null,
        };
        if (command is null) return "to be told to the customer";
        var answer = desk.Propose(new CommandProposal { Command = command, Meters = [order.Meter], Reason = $"{order.Reason}: {order.Overdue}", Request = order.Id }, _ledger)[0];
        // What the rules stand against now is asked again: the power comes back late rather than never, and goes not at all.
        return answer.Outcome is DeskOutcome.Objection or DeskOutcome.Capped ? null : $"{answer.Outcome} {answer.Id} {answer.What} {answer.Why}".TrimEnd();
    }
}
