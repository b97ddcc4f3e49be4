namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Where a client stands, and what it wants of its shell.</summary>
public enum MqttClientState
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>Waits until it tries again.</summary>
    Waiting,

    /// <summary>The shell is to open a connection and to say <see cref="MqttClientMachine.Opened"/> or <see cref="MqttClientMachine.Lost"/>.</summary>
    Opening,

    /// <summary>CONNECT is on its way.</summary>
    Connecting,

    /// <summary>The server accepted.</summary>
    Connected,

    /// <summary>The shell is to send what is left, to close and to say <see cref="MqttClientMachine.Lost"/>.</summary>
    Closing,

    /// <summary>Ended for good.</summary>
    Stopped,
}
