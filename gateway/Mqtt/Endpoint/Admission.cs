namespace Wattline.Gateway.Mqtt;

/// <summary>A connection's place at the gate, and what was found out about it on the way in.</summary>
internal sealed class Admission(ConnectionGate gate, UInt128? network) : IDisposable
{
    private int _state;

    /// <summary>The address or network that counts it; null: not counted by address.</summary>
    public UInt128? Network => network;

    /// <summary>The certificate from the TLS handshake, checked.</summary>
    public CertificateIdentity? Certificate { get; set; }

    /// <summary>How long the handshake took.</summary>
    public TimeSpan HandshakeTook { get; set; }

    /// <summary>CONNECT was accepted: the place among the unconnected is free.</summary>
    public void Settle()
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
        {
            gate.Settled(this);
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Dispose()
    {
        var before = Interlocked.Exchange(ref _state, 2);
        if (before < 2)
        {
            gate.Left(this, settled: before == 1);
        }
    }
}
