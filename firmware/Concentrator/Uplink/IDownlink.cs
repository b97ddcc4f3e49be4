namespace Wattline.Firmware.Uplink;

/// <summary>Receives what the gateway sends down. Buffers are reused after the call.</summary>
public interface IDownlink
{
    /// <summary>A reading plan (CBOR, docs/uplink.md).</summary>
    void OnPlan(byte[] payload, int offset, int count);

    /// <summary>The gateway's time, Unix milliseconds.</summary>
    void OnTime(long unixMilliseconds);

    /// <summary>The journal is about to begin a new epoch: what refers to sequences of the old one is to be forgotten.</summary>
    /// <returns>False while something of the old epoch waits for what is still to be told in it: the uplink asks again.</returns>
    bool OnRenew();

    /// <summary>A command that is not the uplink's own (replays and marks are).</summary>
    void OnCommand(byte[] payload, int offset, int count);
}
