namespace Wattline.Simulators.Meters.Relay;

/// <summary>Where a meter's relay stands.</summary>
public enum RelayState
{
    /// <summary>Current can flow.</summary>
    Closed,

    /// <summary>Open, and the button does nothing.</summary>
    Open,

    /// <summary>Open; it closes when somebody presses the button.</summary>
    Allowed,
}
