using System;

namespace Wattline.Firmware.Uplink;

/// <summary>What the uplink is told when it is made. Times are milliseconds.</summary>
public sealed class UplinkSettings
{
    /// <param name="name">The concentrator's name, which is client id and user name: 1 to 32 of A-Z a-z 0-9 - _.</param>
    /// <param name="password">ASCII, 1 to 128 characters.</param>
    /// <exception cref="ArgumentException">The name or the password is none.</exception>
    public UplinkSettings(string name, string password)
    {
        if (name == null || name.Length == 0 || name.Length > UplinkLimits.NameMax)
            throw new ArgumentException("A name has 1 to 32 characters.");
        if (password == null || password.Length == 0 || password.Length > UplinkLimits.PasswordMax)
            throw new ArgumentException("A password has 1 to 128 characters.");
        Name = name;
        Password = password;
    }

    /// <summary>Client id, user name, and part of every topic.</summary>
    public string Name { get; }

    /// <summary>Sent in CONNECT only.</summary>
    public string Password { get; }

    /// <summary>Seconds; a ping goes out after half of it without another packet.</summary>
    public int KeepAliveSeconds { get; set; } = 60;

    /// <summary>For the connection itself: name look-up, TCP, TLS on a slow board.</summary>
    public long ConnectTimeout { get; set; } = 30000;

    /// <summary>For CONNACK, SUBACK and PINGRESP, which nothing holds up.</summary>
    public long ReplyTimeout { get; set; } = 20000;

    /// <summary>For PUBACK, which a full disk or an absent cloud may hold up for a while on purpose.</summary>
    public long AckTimeout { get; set; } = 120000;

    /// <summary>The first pause before connecting again; it doubles.</summary>
    public long BackoffMin { get; set; } = 1000;

    /// <summary>The longest pause: after an outage everybody is back within it, spread by jitter.</summary>
    public long BackoffMax { get; set; } = 120000;

    /// <summary>A connection that held so long makes the next pause the first again.</summary>
    public long StableAfter { get; set; } = 10000;
}
