namespace Wattline.Firmware.Kiosks;

/// <summary>
/// Every step that a session may take (docs/uplink.md, "Steps of a session"). What is not in the table does not happen.
/// </summary>
public static class SessionTable
{
    // State, cause, the state after it.
    private static readonly int[] _steps = new int[]
    {
        SessionState.Starting, SessionCause.Ready, SessionState.Idle,
        SessionState.Starting, SessionCause.Owed, SessionState.Receipt,
        SessionState.Starting, SessionCause.Disturbed, SessionState.OutOfService,

        SessionState.Idle, SessionCause.Identified, SessionState.Asking,
        SessionState.Idle, SessionCause.Owed, SessionState.Receipt,
        SessionState.Idle, SessionCause.Collector, SessionState.Collecting,
        SessionState.Idle, SessionCause.Disturbed, SessionState.OutOfService,
        SessionState.Idle, SessionCause.Restarted, SessionState.Starting,

        SessionState.Asking, SessionCause.Known, SessionState.Confirming,
        SessionState.Asking, SessionCause.Unknown, SessionState.Idle,
        SessionState.Asking, SessionCause.Cancelled, SessionState.Idle,
        SessionState.Asking, SessionCause.TimedOut, SessionState.Idle,
        SessionState.Asking, SessionCause.Disturbed, SessionState.OutOfService,
        SessionState.Asking, SessionCause.Restarted, SessionState.Starting,

        SessionState.Confirming, SessionCause.Confirmed, SessionState.Open,
        SessionState.Confirming, SessionCause.Cancelled, SessionState.Idle,
        SessionState.Confirming, SessionCause.TimedOut, SessionState.Idle,
        SessionState.Confirming, SessionCause.Disturbed, SessionState.OutOfService,
        SessionState.Confirming, SessionCause.Restarted, SessionState.Starting,

        SessionState.Open, SessionCause.Cancelled, SessionState.Closing,
        SessionState.Open, SessionCause.TimedOut, SessionState.Closing,
        SessionState.Open, SessionCause.Finished, SessionState.Closing,
        SessionState.Open, SessionCause.Stopped, SessionState.Closing,
        SessionState.Open, SessionCause.Disturbed, SessionState.Closing,
        SessionState.Open, SessionCause.Restarted, SessionState.Starting,

        SessionState.Closing, SessionCause.Settled, SessionState.Receipt,
        SessionState.Closing, SessionCause.Nothing, SessionState.Idle,
        SessionState.Closing, SessionCause.Restarted, SessionState.Starting,

        SessionState.Receipt, SessionCause.Told, SessionState.Idle,
        SessionState.Receipt, SessionCause.Restarted, SessionState.Starting,

        SessionState.Collecting, SessionCause.Collected, SessionState.Starting,
        SessionState.Collecting, SessionCause.TimedOut, SessionState.Starting,
        SessionState.Collecting, SessionCause.Restarted, SessionState.Starting,

        SessionState.OutOfService, SessionCause.Ready, SessionState.Idle,
        SessionState.OutOfService, SessionCause.Owed, SessionState.Receipt,
        SessionState.OutOfService, SessionCause.Collector, SessionState.Collecting,
        SessionState.OutOfService, SessionCause.Restarted, SessionState.Starting,
    };

    /// <summary>Steps in the table.</summary>
    public static int Count => _steps.Length / 3;

    /// <summary>A cell: 0 the state, 1 the cause, 2 the state after it.</summary>
    public static int Cell(int step, int column) => _steps[(step * 3) + column];

    /// <summary>The state that follows; -1 when there is no such step.</summary>
    public static int After(int state, int cause)
    {
        for (var i = 0; i < _steps.Length; i += 3)
        {
            if (_steps[i] == state && _steps[i + 1] == cause)
            {
                return _steps[i + 2];
            }
        }
        return -1;
    }
}
