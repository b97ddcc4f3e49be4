using Wattline.Firmware.Kiosks;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

public sealed class SessionTableTests
{
    private static readonly (int State, int Cause, int Next)[] _steps =
        [.. Enumerable.Range(0, SessionTable.Count).Select(i => (SessionTable.Cell(i, 0), SessionTable.Cell(i, 1), SessionTable.Cell(i, 2)))];

    [Fact]
    public void Money_is_taken_after_a_yes_to_the_masked_name_and_by_no_other_way() =>
        Assert.Equal([(SessionState.Confirming, SessionCause.Confirmed, SessionState.Open)], _steps.Where(step => step.Next == SessionState.Open));

    [Fact]
    public void An_open_session_ends_in_closing_or_in_a_new_start() =>
        Assert.All(_steps.Where(step => step.State == SessionState.Open), step => Assert.True(step.Next is SessionState.Closing or SessionState.Starting));

    [Fact]
    public void Every_state_is_reached_left_and_started_again_from()
    {
        for (var state = SessionState.Idle; state <= SessionState.OutOfService; state++)
        {
            Assert.Contains(_steps, step => step.Next == state);
            Assert.Contains(_steps, step => step.State == state && step.Cause == SessionCause.Restarted && step.Next == SessionState.Starting);
        }
    }

    [Fact]
    public void A_state_and_a_cause_lead_to_one_state() => Assert.Equal(_steps.Length, _steps.DistinctBy(step => (step.State, step.Cause)).Count());

    [Fact]
    public void What_is_not_in_the_table_leads_nowhere() => Assert.Equal(-1, SessionTable.After(SessionState.Idle, SessionCause.Confirmed));
}
