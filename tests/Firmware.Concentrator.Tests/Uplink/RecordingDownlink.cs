using Wattline.Firmware.Uplink;

namespace Wattline.Tests.Firmware.Concentrator.Uplink;

internal sealed class RecordingDownlink : IDownlink
{
    public List<string> Calls { get; } = [];

    public void OnPlan(byte[] payload, int offset, int count) => Calls.Add("plan " + Convert.ToHexString(payload, offset, count));

    public void OnTime(long unixMilliseconds) => Calls.Add("time " + unixMilliseconds);

    public void OnCommand(byte[] payload, int offset, int count) => Calls.Add("command " + Convert.ToHexString(payload, offset, count));

    public int Renewals { get; private set; }

    /// <summary>It has something to tell in the old epoch.</summary>
    public bool Waits { get; set; }

    public bool OnRenew()
    {
        Renewals += Waits ? 0 : 1;
        return !Waits;
    }
}
