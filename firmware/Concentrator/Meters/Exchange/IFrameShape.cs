namespace Wattline.Firmware.Meters.Exchange;

/// <summary>What a frame of one protocol looks like: the only thing that <see cref="FrameScanner"/> has to be told.</summary>
public interface IFrameShape
{
    /// <summary>Bytes at a candidate's start below which nothing is said about it: <see cref="FrameReject.Truncated"/> is not counted.</summary>
    int HeadBytes { get; }

    /// <summary>Looks at the bytes from <paramref name="start"/> to <paramref name="end"/>; never beyond them.</summary>
    /// <param name="reason">Of <see cref="FrameReject"/> when a candidate failed; <see cref="FrameReject.None"/> when none began here.</param>
    /// <returns>The frame's length, <see cref="FrameScanner.Incomplete"/> or <see cref="FrameScanner.NoFrame"/>.</returns>
    int Weigh(byte[] bytes, int start, int end, out int reason);
}
